package io.kinora.conformance.wire;

import io.kinora.conformance.wire.Ack.Progress;
import io.kinora.conformance.wire.Ack.Stage;
import java.io.UncheckedIOException;
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
  private final ResponseHead head;
  private final Consumer<Ack> listener;
  private final Monitor state = new Monitor();
  private final List<Ack> acks = new ArrayList<>();
  private Optional<Throwable> failure = Optional.empty();
  private boolean ended;

  private PutMediaClient(HttpConnection connection, ResponseHead head, Consumer<Ack> listener) {
    this.connection = connection;
    this.head = head;
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
    var head = keys.head("/putMedia", fields(endpoint, stream), Instant.now());
    return open(endpoint, head, listener);
  }

  /// Opens a session with a request head as it is, and returns when the server has answered 200.
  public static PutMediaClient open(URI endpoint, String head, Consumer<Ack> listener) {
    var connection = HttpConnection.open(endpoint);
    try {
      connection.write(head);
      var answer = connection.readHead();
      if (head.contains("\r\nExpect: 100-continue\r\n")) {
        if (answer.status() != 100) {
          throw new AssertionError("no 100 Continue but " + answer.text());
        }
        answer = connection.readHead();
      }
      if (answer.status() != 200 || !answer.chunked()) {
        throw new AssertionError("PutMedia was refused: " + answer.text());
      }
      var client = new PutMediaClient(connection, answer, listener);
      Thread.ofVirtual().name("acknowledgements").start(client::read);
      return client;
    } catch (Throwable refused) {
      connection.close();
      throw refused;
    }
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

  /// The head of the response.
  public ResponseHead head() {
    return head;
  }

  /// Sends bytes that are framed already.
  public void sendFramed(byte[] chunks) {
    connection.write(chunks);
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
  ///
  /// @throws UncheckedIOException if the connection is lost before
  public Ack await(Predicate<Ack> wanted) {
    return state.await(
        () -> {
          var found = acks.stream().filter(wanted).findFirst();
          if (found.isEmpty() && ended) {
            if (failure.orElse(null) instanceof UncheckedIOException lost) {
              throw new UncheckedIOException("after " + acks, lost.getCause());
            }
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

  /// Waits until the connection is lost; fails if the response ended in any other way.
  public void awaitLoss() {
    state.await(
        () -> {
          if (ended && !(failure.orElse(null) instanceof UncheckedIOException)) {
            throw new AssertionError("not a lost connection", failure.orElse(null));
          }
          return ended ? Optional.of(true) : Optional.empty();
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
