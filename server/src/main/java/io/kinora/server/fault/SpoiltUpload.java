package io.kinora.server.fault;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kinora.server.http.UploadChannel;
import io.kinora.server.http.UploadSession;
import io.kinora.server.ingest.IngestError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An upload with a fault, put between a session and its connection. On the event loop.
final class SpoiltUpload implements UploadSession {
  private static final Logger LOG = LoggerFactory.getLogger(SpoiltUpload.class);
  private static final String PERSISTED = "{\"EventType\":\"PERSISTED\"";
  private static final Pattern FRAGMENT =
      Pattern.compile("\"FragmentTimecode\":\\d+,\"FragmentNumber\":\"\\d+\",?");

  private final UploadSession session;
  private final Fault.Effect effect;
  private final String what;
  private long received;
  private boolean over;

  /// @param what is spoilt, for the log
  SpoiltUpload(UploadSession session, Fault.Effect effect, String what) {
    this.session = session;
    this.effect = effect;
    this.what = what;
  }

  @Override
  public void opened(UploadChannel opened) {
    var channel = new SpoiltChannel(opened);
    session.opened(channel);
    if (effect instanceof Fault.Effect.FailUpload(var error, var after)) {
      opened.schedule(() -> fail(channel, error), after);
    }
  }

  private void fail(SpoiltChannel channel, IngestError error) {
    if (!over) {
      channel.send(
          "{\"EventType\":\"ERROR\",%s\"ErrorCode\":\"%s\",\"ErrorId\":%d}\n"
              .formatted(channel.fragment, error.name(), error.id())
              .getBytes(US_ASCII));
      channel.finish();
      session.disconnected();
    }
  }

  @Override
  public boolean received(ByteBuffer octets) {
    received += octets.remaining();
    if (effect instanceof Fault.Effect.CutUpload(long limit) && received > limit) {
      if (!over) {
        over = true;
        LOG.info("{}: cut off behind {} octets by the script of faults", what, limit);
      }
      // Ends the connection like one that broke, and the session with it.
      throw new UncheckedIOException(new IOException("cut off by the script of faults"));
    }
    return session.received(octets);
  }

  @Override
  public boolean proceed() {
    return session.proceed();
  }

  @Override
  public void ended() {
    session.ended();
  }

  @Override
  public void unread(Duration time) {
    session.unread(time);
  }

  @Override
  public void disconnected() {
    over = true;
    session.disconnected();
  }

  private final class SpoiltChannel implements UploadChannel {
    private final UploadChannel channel;

    /// Members of an acknowledgement that name the fragment acknowledged last.
    private String fragment = "";

    SpoiltChannel(UploadChannel channel) {
      this.channel = channel;
    }

    @Override
    public Executor loop() {
      return channel.loop();
    }

    @Override
    public Runnable schedule(Runnable task, Duration delay) {
      return channel.schedule(task, delay);
    }

    @Override
    public void send(byte[] octets) {
      var line = new String(octets, US_ASCII);
      var named = FRAGMENT.matcher(line);
      if (named.find()) {
        fragment = named.group().replaceFirst(",?$", ",");
      }
      if (effect instanceof Fault.Effect.HoldPersisted(var delay) && line.startsWith(PERSISTED)) {
        delay.ifPresent(time -> channel.schedule(() -> channel.send(octets), time));
      } else {
        channel.send(octets);
      }
    }

    @Override
    public boolean holds(int octets) {
      return channel.holds(octets);
    }

    @Override
    public boolean isUnread() {
      return channel.isUnread();
    }

    @Override
    public void pause() {
      channel.pause();
    }

    @Override
    public void resume() {
      channel.resume();
    }

    /// Behind the acknowledgements that are held.
    @Override
    public void finish() {
      over = true;
      held().ifPresentOrElse(time -> channel.schedule(channel::finish, time), channel::finish);
    }

    private Optional<Duration> held() {
      return effect instanceof Fault.Effect.HoldPersisted(var delay) ? delay : Optional.empty();
    }
  }
}
