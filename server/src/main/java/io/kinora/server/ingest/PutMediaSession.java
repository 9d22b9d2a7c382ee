package io.kinora.server.ingest;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.codec.Codecs;
import io.kinora.media.matroska.FragmentSplitter;
import io.kinora.media.matroska.FrameTable;
import io.kinora.server.http.UploadChannel;
import io.kinora.server.http.UploadSession;
import io.kinora.server.live.LiveFragment;
import io.kinora.server.live.LiveStream;
import io.kinora.store.StreamGoneException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One PutMedia request: cuts the arriving Matroska into fragments, shows them to live readers
/// while they arrive, hands complete ones to the store and acknowledges each step.
///
/// Owned by one event loop; only [#streamDeleted], [#numbersReserved] and [#shutDown] may come from
/// other threads, and they only pass a task on. Nothing here blocks: where memory or sequence
/// numbers are short, the session pauses its socket until they are not.
final class PutMediaSession implements UploadSession, LiveStream.Writer {
  private static final Logger LOG = LoggerFactory.getLogger(PutMediaSession.class);

  /// How long an error waits for fragments that are on their way to the disk.
  private static final Duration LAST_WRITES = Duration.ofSeconds(5);

  /// Shorter waits for the pace are added up.
  private static final long REST_NS_MIN = 2_000_000;

  private final SessionSetup setup;
  private final LiveStream stream;
  private final String name;
  private final FragmentSplitter splitter;
  private final FragmentRules rules;
  private final SilenceTimer silence;

  // Set on the loop; others look to see whether there is a loop yet.
  private volatile @Nullable UploadChannel channel;
  private Phase phase = Phase.RECEIVING;
  private Shortage shortage = Shortage.NONE;
  private @Nullable LiveFragment current;
  private @Nullable ByteBuffer unsaved;
  private @Nullable StoredHeader header;
  private Ack.@Nullable Failed lastWord;
  private OptionalLong videoEndMs = OptionalLong.empty();
  private long clusterReceivedMs;
  private int unpersisted;

  /// Lowest sequence of a fragment that did not reach the disk. None behind it is said to be
  /// persisted, for producers then forget all before it.
  private long firstLost = Long.MAX_VALUE;

  private volatile boolean receiving;
  private volatile boolean stopping;

  PutMediaSession(SessionSetup setup) {
    this.setup = setup;
    this.stream = setup.stream();
    this.name = stream.record().name();
    this.splitter = new FragmentSplitter(setup.splitterLimits());
    this.rules = new FragmentRules(setup.config());
    this.silence = new SilenceTimer(setup.config(), this);
  }

  @Override
  public void opened(UploadChannel opened) {
    channel = opened;
    silence.start(opened);
    if (stream.isDeleted()) {
      fail(IngestError.STREAM_NOT_ACTIVE);
    } else if (stopping) {
      expire();
    }
  }

  @Override
  public boolean received(ByteBuffer octets) {
    if (phase != Phase.RECEIVING) {
      return true;
    }
    silence.broken();
    long wait = setup.pace().waitAfter(octets.remaining());
    splitter.feed(octets);
    boolean taken = work();
    if (wait >= REST_NS_MIN && taken && phase == Phase.RECEIVING) {
      shortage = Shortage.PACE;
      channel().pause();
      channel().schedule(() -> retryAfter(Shortage.PACE), Duration.ofNanos(wait));
    }
    return taken;
  }

  @Override
  public boolean proceed() {
    return work();
  }

  @Override
  public void ended() {
    if (phase == Phase.RECEIVING) {
      splitter.endOfInput();
      work();
    }
  }

  @Override
  public void unread(Duration time) {
    LOG.info("stream {}: its producer takes no acknowledgements, for {} s", name, time.toSeconds());
  }

  @Override
  public void disconnected() {
    if (phase == Phase.RECEIVING && current != null) {
      LOG.info("stream {}: connection lost inside a fragment", name);
    }
    close();
  }

  @Override
  public void streamDeleted() {
    later(() -> fail(IngestError.STREAM_NOT_ACTIVE));
  }

  @Override
  public void numbersReserved(boolean success) {
    later(
        () -> {
          if (success) {
            retryAfter(Shortage.NUMBERS);
          } else {
            fail(IngestError.ARCHIVAL_ERROR);
          }
        });
  }

  @Override
  public boolean isReceiving() {
    return receiving;
  }

  /// The server stops: the producer is told to go on elsewhere, now or as soon as it can be. From
  /// any thread.
  void shutDown() {
    stopping = true;
    later(this::expire);
  }

  /// Nothing arrived for a moment although the Cluster is whole: the producer may wait for its
  /// acknowledgement before it goes on.
  void quiet() {
    if (awaitsQuiet()) {
      splitter.completeNow();
      work();
    }
  }

  /// Whether [#quiet] should be called if nothing arrives for a moment.
  boolean awaitsQuiet() {
    return phase == Phase.RECEIVING
        && splitter.fragmentOpen()
        && splitter.clusterSizeKnown()
        && splitter.canCompleteNow();
  }

  /// Whether it is not for want of input that nothing arrives: the server holds the session up, or
  /// does not read because the producer does not.
  boolean isPaused() {
    return shortage != Shortage.NONE || phase != Phase.RECEIVING || channel().isUnread();
  }

  void sendIdle() {
    send(new Ack.Idle());
  }

  /// Nothing arrived for too long: the session ends as at the end of the body.
  void silent() {
    if (phase != Phase.RECEIVING) {
      return;
    }
    LOG.info("stream {}: session ended by silence", name);
    if (splitter.fragmentOpen() && splitter.canCompleteNow()) {
      splitter.completeNow();
      work();
    }
    drain();
  }

  /// The session has lasted as long as it may.
  void expire() {
    fail(IngestError.MAX_CONNECTION_DURATION_REACHED);
  }

  private boolean work() {
    try {
      while (phase == Phase.RECEIVING) {
        if (!settle()) {
          return false;
        }
        if (phase != Phase.RECEIVING) {
          return true;
        }
        switch (splitter.next()) {
          case STREAM_HEADER -> beginHeader();
          case CLUSTER -> beginFragment();
          case TIMESTAMP -> shortage = Shortage.NUMBERS;
          case MEDIA -> unsaved = splitter.media();
          case COMPLETE -> completeFragment();
          case NEED_MORE -> {
            silence.inputConsumed();
            requireRoom();
            return true;
          }
          case END -> drain();
        }
      }
    } catch (MalformedMediaException malformed) {
      LOG.info("stream {}: refused media: {}", name, malformed.getMessage());
      fail(IngestError.of(malformed.fault()));
    }
    return true;
  }

  /// Headers as producers have them need none; of those of many megabytes there may be so many.
  private void requireRoom() {
    if (!channel().holds(splitter.heldBytes())) {
      LOG.warn("stream {}: uploads hold too much beside fragments", name);
      fail(IngestError.INTERNAL_ERROR);
    }
  }

  /// Finishes what the last event began and could not be finished then; false if it still cannot.
  /// May end the session.
  private boolean settle() {
    if (shortage == Shortage.NUMBERS) {
      if (!identifyFragment()) {
        channel().pause();
        return false;
      }
      shortage = Shortage.NONE;
    }
    if (unsaved != null && current != null) {
      if (!current.countTable(splitter.frames().heapBytes()) || !current.append(unsaved)) {
        shortage = Shortage.MEMORY;
        channel().pause();
        current.whenReleased(channel().loop(), () -> retryAfter(Shortage.MEMORY));
        return false;
      }
      unsaved = null;
      shortage = Shortage.NONE;
      mediaSaved(current);
    }
    return true;
  }

  private void retryAfter(Shortage reason) {
    if (phase == Phase.RECEIVING && shortage == reason) {
      silence.broken();
      shortage = reason == Shortage.PACE ? Shortage.NONE : shortage;
      channel().resume();
    }
  }

  private void beginHeader() {
    var parsed = splitter.streamHeader();
    header = StoredHeader.of(parsed);
    rules.header(parsed).ifPresent(this::fail);
    LOG.info("stream {}: session of {}", name, Codecs.summary(parsed.tracks()));
  }

  private void beginFragment() {
    current = new LiveFragment(setup.memory());
    clusterReceivedMs = setup.clock().millis();
    receiving = true;
  }

  private boolean identifyFragment() {
    var fragment = current();
    long timecode = splitter.clusterTimestamp();
    long scaleNs = splitter.streamHeader().timestampScaleNs();
    OptionalLong producerTimeMs = setup.producerClock().timeMs(timecode, scaleNs);
    var stored = header;
    if (stored == null) {
      throw new IllegalStateException("Cluster before its stream header");
    }
    boolean begun =
        stream.begin(
            this,
            fragment,
            clusterReceivedMs,
            number ->
                new LiveFragment.Identity(
                    number,
                    number.toString(),
                    timecode,
                    producerTimeMs.orElse(0),
                    splitter.firstOfHeader() ? stored.first() : stored.others(),
                    stored.configuration(),
                    splitter.leading(),
                    videoEndMs,
                    splitter.announcedClusterBytes()));
    if (begun && producerTimeMs.isEmpty()) {
      fail(IngestError.INVALID_PRODUCER_TIMESTAMP);
    } else if (begun) {
      send(new Ack.Buffering(fragment.identity()));
      rules.timecode(timecode).ifPresent(this::fail);
    }
    return begun;
  }

  /// Readers see nothing of a Cluster before its first frame: without frames it is no fragment.
  private void mediaSaved(LiveFragment fragment) {
    rules
        .frames(splitter.frames())
        .ifPresentOrElse(
            this::fail,
            () -> {
              if (fragment.isIdentified() && splitter.frames().count() > 0) {
                stream.reveal(fragment, splitter.deliverableBytes(), splitter.frames().encode());
              }
            });
  }

  private void completeFragment() {
    var fragment = current();
    var frames = splitter.frames();
    receiving = false;
    if (frames.count() == 0) {
      current = null;
      stream.discard(fragment);
      return;
    }
    var broken = rules.complete(frames);
    if (broken.isPresent()) {
      fail(broken.get());
      return;
    }
    current = null;
    stream.complete(fragment, splitter.clusterBytes(), frames.encode());
    send(new Ack.Received(fragment.identity()));
    persist(fragment, frames);
  }

  private void persist(LiveFragment fragment, FrameTable frames) {
    var stored = StoredForm.of(stream.record(), fragment, frames, splitter.streamHeader());
    var identity = fragment.identity();
    var presentation = stored.presentation();
    if (presentation.videoMs() > 0) {
      long startMs = identity.producerTimeMs() + presentation.startMs();
      videoEndMs = OptionalLong.of(startMs + presentation.videoMs());
    }
    unpersisted++;
    long completedNs = setup.counts().received(fragment.mediaBytes());
    setup
        .store()
        .append(stored)
        .whenComplete(
            (_, failure) -> {
              if (failure == null) {
                stream.stored(fragment, stored.durationMs());
              } else {
                stream.discard(fragment);
              }
              later(() -> persisted(identity, stored.archived(), completedNs, failure));
            });
  }

  private void persisted(
      LiveFragment.Identity fragment,
      boolean archived,
      long completedNs,
      @Nullable Throwable failure) {
    unpersisted--;
    if (failure != null) {
      LOG.warn(
          "stream {}: fragment {} not stored: {}",
          name,
          fragment.digits(),
          String.valueOf(failure.getMessage()));
      boolean gone = failure instanceof StreamGoneException;
      lost(fragment, gone ? IngestError.STREAM_NOT_ACTIVE : IngestError.ARCHIVAL_ERROR);
    } else if (archived && fragment.number().sequence() < firstLost) {
      send(new Ack.Persisted(fragment));
      setup.counts().persisted(completedNs);
    }
    finishIfDrained();
  }

  /// A fragment did not reach the disk. The session ends with the first such fragment, whatever
  /// else it was about to end with, for the producer sends again from the fragment that is named.
  private void lost(LiveFragment.Identity fragment, IngestError error) {
    long sequence = fragment.number().sequence();
    if (sequence < firstLost) {
      firstLost = sequence;
      endWith(new Ack.Failed(Optional.of(fragment), error));
    }
  }

  private void fail(IngestError error) {
    if (lastWord == null) {
      var fault = current != null && current.isIdentified() ? current.identity() : null;
      endWith(new Ack.Failed(Optional.ofNullable(fault), error));
    }
  }

  /// Ends the session with an error. Fragments that are on their way to the disk are waited for, so
  /// that the producer does not send them again.
  private void endWith(Ack.Failed word) {
    if (phase == Phase.CLOSED) {
      return;
    }
    if (lastWord == null) {
      channel().schedule(this::finish, LAST_WRITES);
    }
    lastWord = word;
    LOG.info("stream {}: session ended by {}", name, word.error());
    drain();
  }

  /// The body is over, well or badly: an open fragment is given up, the rest is written.
  private void drain() {
    if (phase != Phase.CLOSED) {
      phase = Phase.DRAINING;
      discardCurrent();
      finishIfDrained();
    }
  }

  private void finishIfDrained() {
    if (phase == Phase.DRAINING && unpersisted == 0) {
      finish();
    }
  }

  private void finish() {
    if (phase == Phase.DRAINING) {
      if (lastWord != null) {
        channel().send(lastWord.line());
        setup.counts().ended(lastWord.error());
      }
      channel().finish();
      close();
    }
  }

  private void close() {
    phase = Phase.CLOSED;
    silence.stop();
    discardCurrent();
    stream.leave(this);
    setup.onClose().accept(this);
    if (splitter.droppedTags() > 0) {
      LOG.info(
          "stream {}: dropped {} Tags elements with reserved names", name, splitter.droppedTags());
    }
  }

  private void discardCurrent() {
    receiving = false;
    unsaved = null;
    var fragment = current;
    current = null;
    if (fragment != null) {
      stream.discard(fragment);
    }
  }

  private void send(Ack ack) {
    if (phase != Phase.CLOSED) {
      channel().send(ack.line());
    }
  }

  private void later(Runnable task) {
    if (channel != null) {
      channel().loop().execute(task);
    }
  }

  private LiveFragment current() {
    if (current == null) {
      throw new IllegalStateException("no open fragment");
    }
    return current;
  }

  private UploadChannel channel() {
    var opened = channel;
    if (opened == null) {
      throw new IllegalStateException("session not opened");
    }
    return opened;
  }
}
