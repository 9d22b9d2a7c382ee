package io.kinora.store.local;

import io.kinora.store.Continuity;
import io.kinora.store.NewFragment;
import io.kinora.store.index.FragmentIndex;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Where each stream ends, the batches under way included. Owned by the shard's thread.
final class StreamEnds {
  /// More streams than two batches can touch: what falls out is in the index.
  static final int MAX_STREAMS = 16_384;

  private final FragmentIndex index;
  private final Map<Long, Continuity.End> ends;

  StreamEnds(FragmentIndex index, int maxStreams) {
    this.index = index;
    this.ends =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Long, Continuity.End> eldest) {
            return size() > maxStreams;
          }
        };
  }

  /// Appends a fragment to its stream.
  ///
  /// @return where it stands
  Continuity append(NewFragment fragment) throws IOException {
    long stream = fragment.streamId();
    var end = ends.get(stream);
    if (end == null) {
      end = index.last(stream).map(Continuity.End::of).orElse(null);
    }
    var continuity = end == null ? Continuity.FIRST : end.next(fragment);
    ends.put(stream, Continuity.End.of(fragment, continuity));
    return continuity;
  }

  /// A batch failed: the index alone knows where its streams end.
  void forget() {
    ends.clear();
  }
}
