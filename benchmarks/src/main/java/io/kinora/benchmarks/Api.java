package io.kinora.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the parts ask a server before they load it.
final class Api implements AutoCloseable {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI url;

  Api(URI url) {
    this.url = url;
  }

  /// The answer of an operation.
  JsonNode call(String path, String json) throws IOException {
    var request =
        HttpRequest.newBuilder(url.resolve(path)).POST(BodyPublishers.ofString(json)).build();
    return JsonMapper.shared().readTree(send(request));
  }

  byte[] get(String path) throws IOException {
    return send(HttpRequest.newBuilder(url.resolve(path)).build());
  }

  String text(String path) throws IOException {
    return new String(get(path), StandardCharsets.UTF_8);
  }

  private byte[] send(HttpRequest request) throws IOException {
    try {
      var answer = client.send(request, BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new IOException(
            "%s: %d %s"
                .formatted(
                    request.uri().getPath(),
                    answer.statusCode(),
                    new String(answer.body(), StandardCharsets.UTF_8)));
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
