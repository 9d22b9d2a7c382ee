package io.kinora.server.fault;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kinora.server.http.UploadChannel;
import io.kinora.server.http.UploadSession;
import io.kinora.server.ingest.IngestError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An upload with a fault, put between a session and its connection. On the event loop.
final class SpoiltUpload implements UploadSession {
  private static final Logger LOG = LoggerFactory.getLogger(SpoiltUpload.class);
  private static final String PERSISTED = "{\"EventType\":\"PERSISTED\"";
  private static final String ERROR = "{\"EventType\":\"ERROR\"";
  private static final Pattern FRAGMENT =
      Pattern.compile("\"FragmentTimecode\":\\d+,\"FragmentNumber\":\"\\d+\",?");

  private final UploadSession session;
  private final Fault fault;
  private final Fault.Effect effect;
  private final String what;

  /// What takes back the tasks that are to run later. All wait for the same time, and so run in
  /// this order.
  private final ArrayDeque<Runnable> planned = new ArrayDeque<>();

  private long received;
  private boolean happened;

  /// @param what is spoilt, for the log
  SpoiltUpload(UploadSession session, Fault fault, String what) {
    this.session = session;
    this.fault = fault;
    this.effect = fault.effect();
    this.what = what;
  }

  @Override
  public void opened(UploadChannel opened) {
    var channel = new SpoiltChannel(opened);
    if (effect instanceof Fault.Effect.FailUpload(var error, var after)) {
      plan(opened, () -> fail(channel, error), after);
    }
    session.opened(channel);
  }

  private void fail(SpoiltChannel channel, IngestError error) {
    happens();
    channel.send(
        "{\"EventType\":\"ERROR\",%s\"ErrorCode\":\"%s\",\"ErrorId\":%d}\n"
            .formatted(channel.fragment, error.name(), error.id())
            .getBytes(US_ASCII));
    channel.finish();
    session.disconnected();
  }

  private void plan(UploadChannel channel, Runnable task, Duration delay) {
    planned.add(
        channel.schedule(
            () -> {
              planned.remove();
              task.run();
            },
            delay));
  }

  private void takeBackWhatIsPlanned() {
    planned.forEach(Runnable::run);
    planned.clear();
  }

  private void happens() {
    if (!happened) {
      happened = true;
      fault.happens();
    }
  }

  @Override
  public boolean received(ByteBuffer octets) {
    received += octets.remaining();
    if (effect instanceof Fault.Effect.CutUpload(long limit) && received > limit) {
      if (!happened) {
        LOG.info("{}: cut off behind {} octets by the script of faults", what, limit);
      }
      happens();
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
    takeBackWhatIsPlanned();
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
        happens();
        delay.ifPresent(time -> plan(channel, () -> channel.send(octets), time));
      } else if (line.startsWith(ERROR)) {
        behindHeld(() -> channel.send(octets));
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

    @Override
    public void finish() {
      behindHeld(
          () -> {
            takeBackWhatIsPlanned();
            channel.finish();
          });
    }

    /// Runs what ends the response: not before the acknowledgements that are held, for none comes
    /// behind it.
    private void behindHeld(Runnable end) {
      if (effect instanceof Fault.Effect.HoldPersisted(var delay) && !planned.isEmpty()) {
        plan(channel, end, delay.orElseThrow());
      } else {
        end.run();
      }
    }
  }
}
