package io.kinora.server.playback.session;

import io.kinora.media.ts.TsSegment;
import io.kinora.server.playback.ReplyMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A transport stream that is made before it is sent. Holds room for what is expected of it from
/// the beginning, and for what goes beyond as it comes: tiny frames can make many packets.
final class PackedStream implements TsSegment.Output {
  /// What packets add to a fragment, as a rule: an eighth.
  private static final int EXPECTED_SHIFT = 3;

  private final ReplyMemory.Room room;
  private final long workBytes;
  private final long expectedBytes;
  private final List<ByteBuffer> packets = new ArrayList<>();
  private long bytes;

  /// @param workBytes of memory that packing takes
  PackedStream(ReplyMemory.Room room, long workBytes, long fragmentBytes) {
    this.room = room;
    this.workBytes = workBytes;
    this.expectedBytes = fragmentBytes + (fragmentBytes >> EXPECTED_SHIFT);
    room.hold(workBytes + expectedBytes);
  }

  @Override
  public void packets(ByteBuffer more) {
    bytes += more.remaining();
    if (bytes > expectedBytes) {
      room.hold(workBytes + bytes);
    }
    packets.add(more.remaining() == more.capacity() ? more : copy(more));
  }

  /// Without the place for packets that did not come.
  private static ByteBuffer copy(ByteBuffer octets) {
    return ByteBuffer.allocate(octets.remaining()).put(octets).flip();
  }

  /// Holds no more than the packets; returns their octets.
  long finish() {
    room.hold(bytes);
    return bytes;
  }

  void send(Cut cut) throws IOException {
    for (var each : packets) {
      cut.write(each.duplicate());
    }
  }
}
