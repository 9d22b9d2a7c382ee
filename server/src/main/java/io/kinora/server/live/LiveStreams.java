package io.kinora.server.live;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentStore;
import io.kinora.store.ReadScope;
import io.kinora.store.StreamRecord;
import io.kinora.store.TimeAxis;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

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
  public LiveStream of(StreamRecord stream) throws IOException {
    var known = streams.get(stream.id());
    if (known != null) {
      known.changed(stream);
      return known;
    }
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
    return streams.computeIfAbsent(
        stream.id(), _ -> new LiveStream(store, blocking, stream, numbers));
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
