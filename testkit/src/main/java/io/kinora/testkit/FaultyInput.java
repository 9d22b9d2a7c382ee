package io.kinora.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The same octets, cut as a network may cut them. A reader must come to the same result for each.
public final class FaultyInput {
  private static final byte GARBAGE = (byte) 0xA5;
  private static final int MARGIN_MAX = 16;

  private FaultyInput() {}

  /// One octet a buffer.
  public static List<ByteBuffer> singleOctets(byte[] input) {
    return IntStream.range(0, input.length).mapToObj(i -> ByteBuffer.wrap(input, i, 1)).toList();
  }

  /// Two buffers, once for every place to cut, the ends included.
  public static Stream<List<ByteBuffer>> everyCut(byte[] input) {
    return IntStream.rangeClosed(0, input.length)
        .mapToObj(
            cut ->
                List.of(
                    ByteBuffer.wrap(input, 0, cut),
                    ByteBuffer.wrap(input, cut, input.length - cut)));
  }

  /// Buffers of random lengths, empty ones among them; on the heap or outside; writable or not;
  /// with garbage in front of the position and behind the limit.
  public static List<ByteBuffer> randomCuts(byte[] input, RandomGenerator random) {
    var pieces = new ArrayList<ByteBuffer>();
    int longest = 1 + random.nextInt(1 + input.length);
    for (int offset = 0; offset < input.length; ) {
      int length = Math.min(random.nextInt(1 + longest), input.length - offset);
      pieces.add(disguised(input, offset, length, random));
      offset += length;
    }
    return pieces;
  }

  private static ByteBuffer disguised(
      byte[] input, int offset, int length, RandomGenerator random) {
    int before = random.nextInt(MARGIN_MAX);
    int capacity = before + length + random.nextInt(MARGIN_MAX);
    var buffer =
        random.nextBoolean() ? ByteBuffer.allocate(capacity) : ByteBuffer.allocateDirect(capacity);
    byte[] garbage = new byte[capacity];
    Arrays.fill(garbage, GARBAGE);
    buffer.put(garbage).put(before, input, offset, length);
    buffer.limit(before + length).position(before);
    return random.nextBoolean() ? buffer : buffer.asReadOnlyBuffer();
  }
}
