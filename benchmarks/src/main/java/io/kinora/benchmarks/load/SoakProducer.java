package io.kinora.benchmarks.load;

import io.kinora.benchmarks.stream.SyntheticStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A camera that comes and goes: it uploads for a while, ends in good order or is cut off in the
/// middle of a fragment, and comes again at once.
final class SoakProducer {
  /// Of three ends, one is a cut.
  private static final int CUTS_ONE_IN = 3;

  private static final long SECOND_NS = 1_000_000_000;
  private static final long POLL_NS = 50_000_000;

  private final EventLoop loop;
  private final URI url;
  private final String stream;
  private final PutSession.Manner manner;
  private final PutSession.Observer observer;
  private final SplittableRandom random;
  private final long frameNs;
  private final long stayNs;
  private @Nullable PutSession session;
  private boolean stopping;
  private int sessions;

  /// @param staySeconds about how long an upload lasts
  SoakProducer(
      EventLoop loop,
      URI url,
      String stream,
      PutSession.Manner manner,
      PutSession.Observer observer,
      double staySeconds) {
    this.loop = loop;
    this.url = url;
    this.stream = stream;
    this.manner = manner;
    this.observer = observer;
    this.random = new SplittableRandom(stream.hashCode());
    this.frameNs = SyntheticStream.FRAGMENT_MS * 1_000_000L / manner.template().pieces();
    this.stayNs = (long) (staySeconds * SECOND_NS);
  }

  /// Uploads from a time on.
  void start(long atNs) {
    loop.at(atNs, () -> begin(atNs));
  }

  private void begin(long atNs) {
    try {
      var begun = new PutSession(loop, url, stream, manner, observer);
      session = begun;
      sessions++;
      offer(begun, atNs + frameNs);
      long endNs = atNs + stayNs / 2 + random.nextLong(stayNs);
      loop.at(endNs, () -> leave(begun));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void offer(PutSession to, long atNs) {
    loop.at(
        atNs,
        () -> {
          if (session == to && !to.stopping()) {
            to.offer();
            offer(to, atNs + frameNs);
          }
        });
  }

  private void leave(PutSession from) {
    if (stopping || session != from) {
      return;
    }
    if (random.nextInt(CUTS_ONE_IN) == 0) {
      from.cut();
      begin(System.nanoTime());
    } else {
      from.stop();
      comeAgain(from);
    }
  }

  private void comeAgain(PutSession from) {
    loop.at(
        System.nanoTime() + POLL_NS,
        () -> {
          if (stopping) {
            return;
          }
          if (from.finished()) {
            begin(System.nanoTime());
          } else {
            comeAgain(from);
          }
        });
  }

  /// Ends in good order, for good.
  void stop() {
    stopping = true;
    var current = session;
    if (current != null && !current.stopping()) {
      current.stop();
    }
  }

  /// Whether it has ended, and all it sent was acknowledged.
  boolean finished() {
    var current = session;
    return current == null || current.finished();
  }

  /// Uploads so far.
  int sessions() {
    return sessions;
  }
}
