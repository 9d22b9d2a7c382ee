package io.kinora.conformance.wire;

import io.kinora.conformance.wire.Ack.Progress;
import io.kinora.conformance.wire.Ack.Stage;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// A producer that sends when the test says so and sees every acknowledgement as it comes. One
/// thread sends; a thread of its own reads.
public final class PutMediaClient implements AutoCloseable {
  private final HttpConnection connection;
  private final Consumer<Ack> listener;
  private final Monitor state = new Monitor();
  private final List<Ack> acks = new ArrayList<>();
  private Optional<Throwable> failure = Optional.empty();
  private boolean ended;

  private PutMediaClient(HttpConnection connection, Consumer<Ack> listener) {
    this.connection = connection;
    this.listener = listener;
  }

  /// Opens a session with absolute timecodes and returns when the server has answered 200.
  public static PutMediaClient open(URI endpoint, String stream) {
    return open(endpoint, stream, SigV4.EXAMPLE, _ -> {});
  }

  /// The same, signed with other keys, and with a listener that is called by the reading thread
  /// for every acknowledgement.
  public static PutMediaClient open(
      URI endpoint, String stream, SigV4 keys, Consumer<Ack> listener) {
    var connection = HttpConnection.open(endpoint);
    try {
      connection.write(keys.head("/putMedia", fields(endpoint, stream), Instant.now()));
      var head = connection.readHead();
      if (head.status() != 200 || !head.chunked()) {
        throw new AssertionError("PutMedia was refused: " + head.text());
      }
    } catch (Throwable refused) {
      connection.close();
      throw refused;
    }
    var client = new PutMediaClient(connection, listener);
    Thread.ofVirtual().name("acknowledgements of " + stream).start(client::read);
    return client;
  }

  /// The fields of a PutMedia request as the C producer sends them.
  public static Map<String, String> fields(URI endpoint, String stream) {
    return Map.of(
        "host", endpoint.getAuthority(),
        "connection", "keep-alive",
        "transfer-encoding", "chunked",
        "x-amzn-stream-name", stream,
        "x-amzn-fragment-timecode-type", "ABSOLUTE",
        "x-amzn-producer-start-timestamp", "1795250517.497");
  }

  /// Sends one HTTP chunk.
  public void send(byte[] media) {
    connection.writeChunk(media);
  }

  /// Ends the body.
  public void end() {
    connection.write("0\r\n\r\n");
  }

  /// Waits for an acknowledgement, past or to come.
  public Ack await(Predicate<Ack> wanted) {
    return state.await(
        () -> {
          var found = acks.stream().filter(wanted).findFirst();
          if (found.isEmpty() && ended) {
            throw new AssertionError("the response ended after " + acks, failure.orElse(null));
          }
          return found;
        });
  }

  /// Waits until the fragment of a Cluster has reached a stage; returns its number.
  public String await(Stage stage, long timecode) {
    var ack =
        await(
            each ->
                each instanceof Progress progress
                    && progress.stage() == stage
                    && progress.timecode() == timecode);
    return ((Progress) ack).number();
  }

  /// Waits for the terminating chunk and for the server to close; returns all acknowledgements.
  public List<Ack> awaitEnd() {
    return state.await(
        () -> {
          if (failure.isPresent()) {
            throw new AssertionError("the response broke after " + acks, failure.get());
          }
          return ended ? Optional.of(List.copyOf(acks)) : Optional.empty();
        });
  }

  /// What has been acknowledged so far.
  public List<Ack> acks() {
    return state.read(() -> List.copyOf(acks));
  }

  /// Drops the connection without ending the body, as a camera does whose power fails.
  public void vanish() {
    connection.close();
  }

  @Override
  public void close() {
    vanish();
  }

  private void read() {
    Optional<Throwable> end = Optional.empty();
    try {
      for (var chunk = connection.readChunk(); chunk.isPresent(); chunk = connection.readChunk()) {
        var ack = Ack.parse(chunk.get());
        listener.accept(ack);
        state.change(() -> acks.add(ack));
      }
      connection.awaitClose();
    } catch (RuntimeException | AssertionError broken) {
      end = Optional.of(broken);
    }
    var outcome = end;
    state.change(
        () -> {
          failure = outcome;
          ended = true;
        });
  }
}
