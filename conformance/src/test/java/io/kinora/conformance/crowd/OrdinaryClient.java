package io.kinora.conformance.crowd;

import io.kinora.conformance.wire.Ack.Stage;
import io.kinora.conformance.wire.Matroska;
import io.kinora.conformance.wire.PutMediaClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;

/// Somebody who uses the server as it is meant to be used, and has patience, but not much.
final class OrdinaryClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final long FIRST_TIMECODE = 1_795_250_519_464L;

  private final URI endpoint;
  private final String stream;
  private final PutMediaClient producer;
  private long timecode = FIRST_TIMECODE;

  private OrdinaryClient(URI endpoint, String stream) {
    this.endpoint = endpoint;
    this.stream = stream;
    call(
        endpoint,
        "/createStream",
        "{\"StreamName\":\"%s\",\"DataRetentionInHours\":1}".formatted(stream));
    producer = PutMediaClient.open(endpoint, stream);
    producer.send(Matroska.header());
  }

  /// Makes a stream and begins to upload to it.
  static OrdinaryClient of(URI endpoint, String stream) {
    return new OrdinaryClient(endpoint, stream);
  }

  /// Uploads a fragment, and returns when it is persisted.
  void upload(int octets) {
    timecode += 1000;
    producer.send(
        Matroska.concat(Matroska.cluster(timecode), Matroska.block(0, true, new byte[octets])));
    producer.send(Matroska.endOfFragment());
    producer.await(Stage.PERSISTED, timecode);
  }

  /// Uploads on the connection it has, and lists on a new one.
  void isServed() {
    upload(1000);
    call(endpoint, "/listFragments", "{\"StreamName\":\"%s\"}".formatted(stream));
  }

  static String get(URI endpoint, String path) {
    return send(HttpRequest.newBuilder(endpoint.resolve(path)));
  }

  private static void call(URI endpoint, String path, String body) {
    var _ =
        send(HttpRequest.newBuilder(endpoint.resolve(path)).POST(BodyPublishers.ofString(body)));
  }

  private static String send(HttpRequest.Builder request) {
    var begun = Instant.now();
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      var answer = client.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new AssertionError(answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    } catch (IOException failure) {
      throw new UncheckedIOException("after " + Duration.between(begun, Instant.now()), failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
