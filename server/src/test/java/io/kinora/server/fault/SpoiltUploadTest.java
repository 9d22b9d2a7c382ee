package io.kinora.server.fault;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.http.UploadChannel;
import io.kinora.server.http.UploadSession;
import io.kinora.server.ingest.IngestError;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Uploads with a fault, on a connection whose time passes by hand.
final class SpoiltUploadTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String BUFFERING = "{\"EventType\":\"BUFFERING\"}\n";
  private static final String PERSISTED = "{\"EventType\":\"PERSISTED\"}\n";
  private static final String ERROR = "{\"EventType\":\"ERROR\"}\n";
  private static final String END = "end";

  private static final Fault.Scope ALL =
      new Fault.Scope(Optional.empty(), Optional.empty(), 0, Long.MAX_VALUE);

  private final Connection connection = new Connection();
  private final Session session = new Session();

  @Test
  void theErrorAndTheEndComeBehindAcknowledgementsThatAreHeld() {
    var fault = open(new Fault.Effect.HoldPersisted(Optional.of(HOUR)));
    session.send(PERSISTED);
    session.send(BUFFERING);
    session.send(ERROR);
    session.finish();

    assertThat(connection.sent).containsExactly(BUFFERING);
    assertThat(fault.happened()).isOne();
    connection.pass();

    assertThat(connection.sent).containsExactly(BUFFERING, PERSISTED, ERROR, END);
    assertThat(fault.happened()).isOne();
  }

  @Test
  void anUploadOfWhichNothingIsHeldEndsAtOnce() {
    var fault = open(new Fault.Effect.HoldPersisted(Optional.of(HOUR)));
    session.send(BUFFERING);
    session.send(ERROR);
    session.finish();

    assertThat(connection.sent).containsExactly(BUFFERING, ERROR, END);
    assertThat(fault.happened()).isZero();
  }

  @Test
  void anUploadEndsAtOnceWhenAllThatWasHeldHasBeenSent() {
    var _ = open(new Fault.Effect.HoldPersisted(Optional.of(HOUR)));
    session.send(PERSISTED);
    connection.pass();
    session.finish();

    assertThat(connection.sent).containsExactly(PERSISTED, END);
  }

  @Test
  void whatIsNeverSentHoldsNoEndUp() {
    var fault = open(new Fault.Effect.HoldPersisted(Optional.empty()));
    session.send(PERSISTED);
    session.send(PERSISTED);
    session.finish();

    assertThat(connection.sent).containsExactly(END);
    assertThat(fault.happened()).isOne();
  }

  @Test
  void nothingIsSentOnceTheConnectionIsGone() {
    var upload = upload(new Fault(ALL, new Fault.Effect.HoldPersisted(Optional.of(HOUR)), text()));
    upload.opened(connection);
    session.send(PERSISTED);
    session.finish();

    upload.disconnected();

    assertThat(connection.later).as("tasks that keep the upload").isEmpty();
    assertThat(connection.sent).isEmpty();
  }

  @Test
  void anUploadThatEndsEarlierDoesNotFail() {
    var fault = open(new Fault.Effect.FailUpload(IngestError.INTERNAL_ERROR, HOUR));
    session.send(BUFFERING);
    session.finish();

    assertThat(connection.later).as("tasks that keep the upload").isEmpty();
    assertThat(connection.sent).containsExactly(BUFFERING, END);
    assertThat(fault.happened()).isZero();
  }

  @Test
  void anUploadFailsOnce() {
    var fault = open(new Fault.Effect.FailUpload(IngestError.INTERNAL_ERROR, HOUR));
    assertThat(fault.happened()).isZero();

    connection.pass();

    assertThat(connection.sent)
        .containsExactly(
            "{\"EventType\":\"ERROR\",\"ErrorCode\":\"INTERNAL_ERROR\",\"ErrorId\":5000}\n", END);
    assertThat(fault.happened()).isOne();
    assertThat(session.isOver).isTrue();
  }

  private Fault open(Fault.Effect effect) {
    var fault = new Fault(ALL, effect, text());
    upload(fault).opened(connection);
    return fault;
  }

  private SpoiltUpload upload(Fault fault) {
    return new SpoiltUpload(session, fault, "the test");
  }

  private static ObjectNode text() {
    return JsonMapper.shared().createObjectNode();
  }

  /// A session that says what the test says.
  private static final class Session implements UploadSession {
    private final List<UploadChannel> channel = new ArrayList<>();
    private boolean isOver;

    @Override
    public void opened(UploadChannel opened) {
      channel.add(opened);
    }

    void send(String line) {
      channel.getFirst().send(line.getBytes(US_ASCII));
    }

    void finish() {
      channel.getFirst().finish();
    }

    @Override
    public boolean received(ByteBuffer octets) {
      return true;
    }

    @Override
    public boolean proceed() {
      return true;
    }

    @Override
    public void ended() {}

    @Override
    public void disconnected() {
      isOver = true;
    }
  }

  private static final class Connection implements UploadChannel {
    private final List<String> sent = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();

    /// All that was to run later runs now.
    void pass() {
      while (!later.isEmpty()) {
        later.removeFirst().run();
      }
    }

    @Override
    public Executor loop() {
      return Runnable::run;
    }

    @Override
    public Runnable schedule(Runnable task, Duration delay) {
      later.add(task);
      return () -> later.remove(task);
    }

    @Override
    public void send(byte[] octets) {
      sent.add(new String(octets, US_ASCII));
    }

    @Override
    public boolean holds(int octets) {
      return true;
    }

    @Override
    public boolean isUnread() {
      return false;
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void finish() {
      sent.add(END);
    }
  }
}
