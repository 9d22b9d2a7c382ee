package io.kinora.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// Makes the streams that a load works on, `bench-0` and so on, unless they are there.
final class Streams {
  private static final int AT_ONCE = 16;

  private Streams() {}

  static String name(int index) {
    return "bench-" + index;
  }

  static void create(URI url, int count, int retentionHours) throws IOException {
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        var threads = Executors.newFixedThreadPool(AT_ONCE)) {
      var pending =
          IntStream.range(0, count)
              .<Future<?>>mapToObj(
                  i -> threads.submit(() -> create(client, url, name(i), retentionHours)))
              .toList();
      for (var each : pending) {
        each.get();
      }
    } catch (InterruptedException | ExecutionException failure) {
      throw new IOException("streams cannot be made", failure);
    }
  }

  private static Void create(HttpClient client, URI url, String name, int retentionHours)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(url.resolve("/createStream"))
            .POST(
                BodyPublishers.ofString(
                    """
                    {"StreamName":"%s","DataRetentionInHours":%d}\
                    """
                        .formatted(name, retentionHours)))
            .build();
    var response = client.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200 && !response.body().contains("already exists")) {
      throw new IOException("createStream: " + response.statusCode() + " " + response.body());
    }
    return null;
  }
}
