package io.kinora.media.ts;

import java.nio.ByteBuffer;
import java.util.Map;

/// PAT and PMT: which PIDs there are, and what they carry.
final class ProgramTables {
  static final int PAT_PID = 0;
  static final int PMT_PID = 0x1000;

  private static final int PROGRAM = 1;
  private static final int PAT = 0;
  private static final int PMT = 2;
  private static final int PID_RESERVED = 0xE000;
  private static final int LENGTH_RESERVED = 0xF000;
  private static final int SYNTAX_AND_RESERVED = 0xB000;
  private static final int CURRENT_VERSION = 0xC1;
  private static final int HEADER_BYTES = 5;
  private static final int CRC_BYTES = 4;
  private static final int STREAM_BYTES = 5;
  private static final int POLYNOMIAL = 0x04C11DB7;

  private ProgramTables() {}

  static ByteBuffer programAssociation() {
    var body = ByteBuffer.allocate(4);
    body.putShort((short) PROGRAM).putShort((short) (PID_RESERVED | PMT_PID));
    return section(PAT, 1, body.flip());
  }

  /// @param streams stream types by PID, in the order in which they are to be listed
  static ByteBuffer programMap(int clockPid, Map<Integer, Integer> streams) {
    var body = ByteBuffer.allocate(4 + STREAM_BYTES * streams.size());
    body.putShort((short) (PID_RESERVED | clockPid)).putShort((short) LENGTH_RESERVED);
    streams.forEach(
        (pid, type) ->
            body.put(type.byteValue())
                .putShort((short) (PID_RESERVED | pid))
                .putShort((short) LENGTH_RESERVED));
    return section(PMT, PROGRAM, body.flip());
  }

  /// A section, behind a pointer that says that it begins at once.
  private static ByteBuffer section(int table, int id, ByteBuffer body) {
    int length = HEADER_BYTES + body.remaining() + CRC_BYTES;
    var section = ByteBuffer.allocate(1 + 3 + length);
    section.put((byte) 0).put((byte) table).putShort((short) (SYNTAX_AND_RESERVED | length));
    section.putShort((short) id).put((byte) CURRENT_VERSION).put((byte) 0).put((byte) 0).put(body);
    section.putInt(crc(section.array(), 1, section.position()));
    return section.flip();
  }

  /// CRC-32/MPEG-2.
  static int crc(byte[] octets, int from, int to) {
    int crc = -1;
    for (int i = from; i < to; i++) {
      crc ^= octets[i] << 24;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        crc = (crc << 1) ^ (crc < 0 ? POLYNOMIAL : 0);
      }
    }
    return crc;
  }
}
