package io.kinora.media.ts;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Cuts payloads into packets, and hands those out in bulk.
///
/// Segments are made one by one, so that continuity counters begin anew in each: the first packet
/// of every PID says so, or players would take it for damaged.
final class PacketWriter {
  static final int PACKET_BYTES = 188;

  private static final int PACKETS_AT_ONCE = 348;
  private static final int HEADER_BYTES = 4;
  private static final int SYNC = 0x47;
  private static final int UNIT_START = 0x4000;
  private static final int ADAPTATION = 0x20;
  private static final int PAYLOAD = 0x10;

  private static final int DISCONTINUITY = 0x80;
  private static final int RANDOM_ACCESS = 0x40;
  private static final int PCR = 0x10;
  private static final int PCR_BYTES = 6;
  private static final int PCR_RESERVED = 0x7E00;

  /// Packets of one kind.
  static final class Pid {
    private final int number;
    private int packets;

    Pid(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  private final TsSegment.Output output;
  private ByteBuffer buffer = ByteBuffer.allocate(0);

  PacketWriter(TsSegment.Output output) {
    this.output = output;
  }

  /// A payload that begins in a packet of its own and ends with one.
  ///
  /// @param clock what the clock shows at the beginning, in ticks of 90 kHz; negative for none
  void write(Pid pid, ByteBuffer payload, boolean randomAccess, long clock) throws IOException {
    boolean first = true;
    while (payload.hasRemaining()) {
      int flags = 0;
      if (first) {
        flags |= pid.packets == 0 ? DISCONTINUITY : 0;
        flags |= randomAccess ? RANDOM_ACCESS : 0;
        flags |= clock >= 0 ? PCR : 0;
      }
      int fields = flags == 0 ? 0 : 2 + ((flags & PCR) != 0 ? PCR_BYTES : 0);
      int room = PACKET_BYTES - HEADER_BYTES - fields;
      int stuffing = Math.max(0, room - payload.remaining());
      header(pid, first, fields + stuffing > 0, true);
      adaptation(fields + stuffing, flags, clock);
      int size = room - stuffing;
      buffer.put(payload.slice(payload.position(), size));
      payload.position(payload.position() + size);
      first = false;
    }
  }

  /// A packet with nothing but the clock.
  void clock(Pid pid, long clock) throws IOException {
    header(pid, false, true, false);
    adaptation(PACKET_BYTES - HEADER_BYTES, PCR, clock);
  }

  void flush() throws IOException {
    if (buffer.position() > 0) {
      output.packets(buffer.flip());
      buffer = ByteBuffer.allocate(0);
    }
  }

  private void header(Pid pid, boolean unitStart, boolean adaptation, boolean payload)
      throws IOException {
    if (!buffer.hasRemaining()) {
      flush();
      buffer = ByteBuffer.allocate(PACKETS_AT_ONCE * PACKET_BYTES);
    }
    buffer.put((byte) SYNC).putShort((short) (pid.number | (unitStart ? UNIT_START : 0)));
    // Packets without payload have the number of the one before.
    int continuity = payload ? pid.packets++ : pid.packets - 1;
    int control = (adaptation ? ADAPTATION : 0) | (payload ? PAYLOAD : 0);
    buffer.put((byte) (control | (continuity & 0xF)));
  }

  /// @param bytes of the whole field, from its length on; a single octet is a length of 0
  private void adaptation(int bytes, int flags, long clock) {
    if (bytes == 0) {
      return;
    }
    int end = buffer.position() + bytes;
    buffer.put((byte) (bytes - 1));
    if (bytes > 1) {
      buffer.put((byte) flags);
    }
    if ((flags & PCR) != 0) {
      buffer.putInt((int) (clock >> 1)).putShort((short) ((clock & 1) << 15 | PCR_RESERVED));
    }
    while (buffer.position() < end) {
      buffer.put((byte) 0xFF);
    }
  }
}
