package io.kinora.server.playback;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What tests look at in an init or media segment of MP4.
record Mp4(byte[] octets) {
  private static final Set<String> CONTAINERS = Set.of("moov", "trak", "mdia", "moof", "traf");
  private static final int HEAD_BYTES = 8;

  /// Ticks a second, of an init segment.
  int timescale() {
    return content("mdhd").getInt(12);
  }

  /// When the first sample is decoded, of a media segment.
  long decodeTime() {
    return content("tfdt").getLong(4);
  }

  /// Of the samples, in ticks, of a media segment.
  List<Integer> durations() {
    var run = content("trun");
    int columns = run.getInt() & 0xFFFFFF;
    int count = run.getInt();
    run.getInt();
    if ((columns & 0x4) != 0) {
      run.getInt();
    }
    var header = content("tfhd");
    boolean same = (header.getInt(0) & 0x8) != 0;
    var durations = new ArrayList<Integer>();
    for (int i = 0; i < count; i++) {
      durations.add(same ? header.getInt(8) : run.getInt());
      run.position(run.position() + Integer.BYTES * Integer.bitCount(columns & 0xE00));
    }
    return durations;
  }

  /// The frames one behind the other, of a media segment.
  byte[] media() {
    var media = content("mdat");
    var frames = new byte[media.remaining()];
    media.get(frames);
    return frames;
  }

  /// Whether these octets are somewhere in it.
  boolean contains(byte[] wanted) {
    for (int at = 0; at + wanted.length <= octets.length; at++) {
      if (Arrays.equals(octets, at, at + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }

  private ByteBuffer content(String type) {
    return find(type, ByteBuffer.wrap(octets))
        .orElseThrow(() -> new AssertionError("there is no " + type));
  }

  private static Optional<ByteBuffer> find(String type, ByteBuffer boxes) {
    while (boxes.hasRemaining()) {
      int length = boxes.getInt(boxes.position());
      var box = boxes.slice(boxes.position(), length);
      boxes.position(boxes.position() + length);
      var name = StandardCharsets.US_ASCII.decode(box.slice(4, 4)).toString();
      var content = box.slice(HEAD_BYTES, length - HEAD_BYTES);
      if (name.equals(type)) {
        return Optional.of(content);
      }
      var inside = CONTAINERS.contains(name) ? find(type, content) : Optional.<ByteBuffer>empty();
      if (inside.isPresent()) {
        return inside;
      }
    }
    return Optional.empty();
  }
}
