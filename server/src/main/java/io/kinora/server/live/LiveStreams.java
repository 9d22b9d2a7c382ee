package io.kinora.server.live;

import io.kinora.server.metrics.MetricsText;
import io.kinora.server.metrics.Source;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentStore;
import io.kinora.store.ReadScope;
import io.kinora.store.StreamGoneException;
import io.kinora.store.StreamRecord;
import io.kinora.store.TimeAxis;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

/// The streams that were written or followed since the start. Safe for all threads.
public final class LiveStreams implements Source {
  private final FragmentStore store;
  private final Executor blocking;
  private final Duration listingDelay;
  private final SecureRandom seeds = new SecureRandom();
  private final ConcurrentHashMap<Long, LiveStream> streams = new ConcurrentHashMap<>();

  /// @param blocking runs work that may block on the disk
  public LiveStreams(FragmentStore store, Executor blocking) {
    this(store, blocking, Duration.ZERO);
  }

  /// @param blocking runs work that may block on the disk
  /// @param listingDelay how long a stored fragment is not listed
  public LiveStreams(FragmentStore store, Executor blocking, Duration listingDelay) {
    this.store = store;
    this.blocking = blocking;
    this.listingDelay = listingDelay;
  }

  /// The present of a stream. May block on the disk.
  ///
  /// @param stream as it was found; it may have changed since
  /// @throws StreamGoneException if it was deleted since
  public LiveStream of(StreamRecord stream) throws IOException {
    var known = streams.get(stream.id());
    var live = known == null ? streams.computeIfAbsent(stream.id(), begin(stream)) : known;
    // Whoever changes or deletes the stream from now on finds it here; what happened before stands
    // in the catalog.
    if (!live.isConfirmed() && !live.refresh()) {
      deleted(stream);
      throw new StreamGoneException(stream.id());
    }
    return live;
  }

  private Function<Long, LiveStream> begin(StreamRecord stream) throws IOException {
    var everything = new ReadScope(stream.id(), Long.MIN_VALUE, false);
    var newest =
        store
            .lastAtOrBefore(everything, TimeAxis.SERVER, Long.MAX_VALUE)
            .map(FragmentMetadata::number);
    var numbers =
        new FragmentNumbers(
            new SplittableRandom(seeds.nextLong()),
            newest.map(FragmentNumber::sequence).orElse(0L),
            newest.map(FragmentNumber::serverTimeMs).orElse(0L));
    var recent = new RecentlyStored(listingDelay, System::nanoTime);
    return _ -> new LiveStream(store, blocking, stream, numbers, recent);
  }

  /// The living stream of an id; of one that is written or followed the catalog is not asked.
  public Optional<StreamRecord> find(long streamId) {
    var live = streams.get(streamId);
    return live == null ? store.streams().find(streamId) : Optional.of(live.record());
  }

  /// How many fragments of a stream were stored since the start: while this stays the same, the
  /// store lists nothing new.
  public long storedCount(long streamId) {
    var live = streams.get(streamId);
    return live == null ? 0 : live.storedCount();
  }

  /// Whether a fragment that was found in the store may be listed already.
  public boolean isListable(long streamId, FragmentNumber number) {
    var live = streams.get(streamId);
    return live == null || live.isListable(number.sequence());
  }

  /// How many sessions write a stream now.
  public int producers(StreamRecord stream) {
    var live = streams.get(stream.id());
    return live == null ? 0 : live.producers();
  }

  @Override
  public void tell(MetricsText to) {
    to.gauge(
        "kinora_live_streams",
        "Streams that were written or followed since the start.",
        streams.size());
  }

  /// The catalog changed a stream. May block on the disk.
  public void changed(StreamRecord stream) {
    var live = streams.get(stream.id());
    if (live != null) {
      live.refresh();
    }
  }

  /// The server stops: readers end after what they are sending.
  public void stop() {
    streams.values().forEach(LiveStream::stop);
  }

  /// The stream was deleted: its sessions and readers find out now.
  public void deleted(StreamRecord stream) {
    var live = streams.remove(stream.id());
    if (live != null) {
      live.delete();
    }
  }
}
