package io.kinora.store.local;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.ReadScope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the buffers of streams that keep nothing hold, so that none grows above its bound: the
/// oldest go first. Owned by the shard's thread.
final class TransientBuffers {
  /// The most octets of one stream.
  static final long MAX_BYTES = 200_000_000;

  private static final class Buffer {
    final ArrayDeque<FragmentMetadata> fragments = new ArrayDeque<>();
    long bytes;

    FragmentMetadata removeOldest() {
      var oldest = fragments.remove();
      bytes -= bytes(oldest);
      return oldest;
    }
  }

  private final Map<Long, Buffer> buffers = new HashMap<>();

  /// Takes up a fragment.
  ///
  /// @return fragments that have to go for it
  List<FragmentMetadata> add(FragmentMetadata fragment) {
    var buffer = buffers.computeIfAbsent(fragment.streamId(), _ -> new Buffer());
    buffer.fragments.add(fragment);
    buffer.bytes += bytes(fragment);
    var surplus = new ArrayList<FragmentMetadata>();
    while (buffer.bytes > MAX_BYTES && buffer.fragments.size() > 1) {
      surplus.add(buffer.removeOldest());
    }
    return surplus;
  }

  /// What a fragment is counted as: its record, which has its frame table, or what readers get,
  /// which has its stream header, whichever is more. Each of the two may be most of what it takes.
  private static long bytes(FragmentMetadata fragment) {
    return Math.max(fragment.location().lengthBytes(), fragment.sizeBytes());
  }

  /// Forgets what nobody may see any more; the reaper removes it.
  void forgetExpired(long nowMs) {
    long notBeforeMs = nowMs - ReadScope.BUFFER_MS;
    for (var buffer : buffers.values()) {
      while (!buffer.fragments.isEmpty()
          && buffer.fragments.element().number().serverTimeMs() < notBeforeMs) {
        buffer.removeOldest();
      }
    }
    buffers.values().removeIf(buffer -> buffer.fragments.isEmpty());
  }
}
