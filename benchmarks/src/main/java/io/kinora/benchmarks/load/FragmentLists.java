package io.kinora.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/// What a server lists of its streams.
final class FragmentLists implements AutoCloseable {
  private static final Pattern NUMBER = Pattern.compile("\"FragmentNumber\":\"([0-9]+)\"");
  private static final Pattern NEXT = Pattern.compile("\"NextToken\":\"([^\"]+)\"");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI url;

  FragmentLists(URI url) {
    this.url = url;
  }

  /// The numbers of all fragments of a stream.
  Set<String> numbers(String stream) throws IOException {
    var numbers = new HashSet<String>();
    var first = "{\"StreamName\":\"%s\",\"MaxResults\":1000}".formatted(stream);
    for (var request = first; !request.isEmpty(); ) {
      var page = list(request);
      NUMBER.matcher(page).results().forEach(found -> numbers.add(found.group(1)));
      var next = NEXT.matcher(page);
      request =
          next.find()
              ? "{\"StreamName\":\"%s\",\"NextToken\":\"%s\"}".formatted(stream, next.group(1))
              : "";
    }
    return numbers;
  }

  private String list(String body) throws IOException {
    var request =
        HttpRequest.newBuilder(url.resolve("/listFragments"))
            .POST(BodyPublishers.ofString(body))
            .build();
    try {
      var answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("listFragments: " + answer.body());
      }
      return answer.body();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
