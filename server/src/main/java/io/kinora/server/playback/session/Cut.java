package io.kinora.server.playback.session;

import io.kinora.server.http.BodySink;
import io.kinora.server.http.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Sends of what is written, from the first octet of the whole on, those in a range.
final class Cut {
  private final ByteRange range;
  private final BodySink sink;
  private long position;

  Cut(ByteRange range, BodySink sink) {
    this.range = range;
    this.sink = sink;
  }

  void write(ByteBuffer octets) throws IOException {
    var wanted = of(octets, position, range);
    position += octets.remaining();
    sink.write(wanted);
  }

  /// What a range has of the octets that stand at a position of the whole.
  static ByteBuffer of(ByteBuffer octets, long position, ByteRange range) {
    int size = octets.remaining();
    int from = Math.clamp(range.from() - position, 0, size);
    int to = Math.clamp(range.to() + 1 - position, 0, size);
    return octets.slice(octets.position() + from, Math.max(0, to - from));
  }
}
