package io.kinora.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/// Fragments for tests: octets follow from stream and number, so that any reader can check them.
public final class Fragments {
  private Fragments() {}

  /// A stream of that name that keeps a day.
  public static StreamRecord stream(FragmentStore store, String name) {
    return stream(store, name, 24);
  }

  public static StreamRecord stream(FragmentStore store, String name, int retentionHours) {
    return store
        .streams()
        .create(name, "v1", retentionHours, new TreeMap<>(), new TreeMap<>())
        .orElseThrow();
  }

  /// A small fragment whose times follow from its sequence.
  public static NewFragment fragment(long streamId, long sequence, long serverTimeMs) {
    return fragment(streamId, sequence, serverTimeMs, 1000);
  }

  public static NewFragment fragment(
      long streamId, long sequence, long serverTimeMs, int mediaBytes) {
    return fragment(streamId, sequence, serverTimeMs, serverTimeMs - 500, mediaBytes, true);
  }

  public static NewFragment fragment(
      long streamId,
      long sequence,
      long serverTimeMs,
      long producerTimeMs,
      int mediaBytes,
      boolean archived) {
    var random = new Random(streamId * 1_000_003 + sequence);
    var media = octets(random, mediaBytes);
    int cut = mediaBytes / 3;
    return new NewFragment(
        streamId,
        new FragmentNumber(sequence, serverTimeMs, random.nextInt(1 << FragmentNumber.RANDOM_BITS)),
        producerTimeMs,
        1900,
        2000,
        new Presentation(streamId, -3, 2000, 1980, true),
        archived,
        new HeaderBlob(octets(new Random(streamId), 200)),
        octets(random, (int) (sequence % 3) * 10),
        ByteBuffer.wrap(octets(random, 48)),
        List.of(ByteBuffer.wrap(media, 0, cut), direct(media, cut, mediaBytes - cut)),
        mediaBytes - mediaBytes / 10);
  }

  /// A small fragment with these times and that configuration.
  public static NewFragment timed(long streamId, long sequence, Timing timing, long configuration) {
    var usual = fragment(streamId, sequence, timing.serverTimeMs);
    return new NewFragment(
        streamId,
        usual.number(),
        timing.producerTimeMs,
        timing.durationMs,
        timing.durationMs,
        new Presentation(configuration, 0, (int) timing.durationMs, 0, false),
        true,
        usual.header(),
        usual.leading(),
        usual.frameTable(),
        usual.media(),
        usual.clusterBytes());
  }

  /// When a fragment is, on both clocks.
  public record Timing(long serverTimeMs, long producerTimeMs, long durationMs) {}

  private static byte[] octets(Random random, int count) {
    var octets = new byte[count];
    random.nextBytes(octets);
    return octets;
  }

  private static ByteBuffer direct(byte[] octets, int from, int count) {
    return ByteBuffer.allocateDirect(count).put(octets, from, count).flip();
  }

  /// All octets of the media.
  public static byte[] media(NewFragment fragment) {
    var pieces = new ArrayList<ByteBuffer>();
    int count = 0;
    for (var piece : fragment.media()) {
      pieces.add(piece.duplicate());
      count += piece.remaining();
    }
    var all = ByteBuffer.allocate(count);
    pieces.forEach(all::put);
    return all.array();
  }

  /// All there is for a reader without limits.
  public static ReadScope all(long streamId) {
    return new ReadScope(streamId, Long.MIN_VALUE, false);
  }
}
