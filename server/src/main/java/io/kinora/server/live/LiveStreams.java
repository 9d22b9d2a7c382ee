package io.kinora.server.live;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentStore;
import io.kinora.store.ReadScope;
import io.kinora.store.StreamGoneException;
import io.kinora.store.StreamRecord;
import io.kinora.store.TimeAxis;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

/// The streams that were written or followed since the start. Safe for all threads.
public final class LiveStreams {
  private final FragmentStore store;
  private final Executor blocking;
  private final SecureRandom seeds = new SecureRandom();
  private final ConcurrentHashMap<Long, LiveStream> streams = new ConcurrentHashMap<>();

  /// @param blocking runs work that may block on the disk
  public LiveStreams(FragmentStore store, Executor blocking) {
    this.store = store;
    this.blocking = blocking;
  }

  /// The present of a stream. May block on the disk.
  ///
  /// @param stream as it was found; it may have changed since
  /// @throws StreamGoneException if it was deleted since
  public LiveStream of(StreamRecord stream) throws IOException {
    var known = streams.get(stream.id());
    var live = known == null ? streams.computeIfAbsent(stream.id(), begin(stream)) : known;
    if (!live.isConfirmed()) {
      confirm(live);
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
    return _ -> new LiveStream(store, blocking, stream, numbers);
  }

  /// Whoever changes or deletes the stream from now on finds it here. What happened before, since
  /// its record was read, is in the catalog.
  private void confirm(LiveStream live) throws IOException {
    var begun = live.record();
    var now = store.streams().find(begun.id());
    if (now.isEmpty()) {
      deleted(begun);
      throw new StreamGoneException(begun.id());
    }
    live.confirm(now.get());
  }

  /// How many sessions write a stream now.
  public int producers(StreamRecord stream) {
    var live = streams.get(stream.id());
    return live == null ? 0 : live.producers();
  }

  /// The catalog changed a stream.
  public void changed(StreamRecord stream) {
    var live = streams.get(stream.id());
    if (live != null) {
      live.changed(stream);
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
