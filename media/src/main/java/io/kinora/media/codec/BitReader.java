package io.kinora.media.codec;

import io.kinora.media.MalformedMediaException;
import java.util.Arrays;

/// Reads fields that are not aligned to octets.
final class BitReader {
  private final byte[] octets;
  private long at;

  BitReader(byte[] octets) {
    this.octets = octets;
  }

  /// Reads the payload of a NAL unit: without the header, and without the octet 3 that follows two
  /// zeros to keep start codes out of it.
  static BitReader ofNalUnit(byte[] unit, int headerBytes) {
    var payload = new byte[unit.length];
    int length = 0;
    int zeros = 0;
    for (int i = headerBytes; i < unit.length; i++) {
      if (zeros >= 2 && unit[i] == 3) {
        zeros = 0;
        continue;
      }
      zeros = unit[i] == 0 ? zeros + 1 : 0;
      payload[length++] = unit[i];
    }
    return new BitReader(Arrays.copyOf(payload, length));
  }

  /// An unsigned number of at most 32 bits.
  long bits(int count) throws MalformedMediaException {
    skipTo(at + count);
    long value = 0;
    for (long i = at - count; i < at; i++) {
      int octet = octets[(int) (i / Byte.SIZE)];
      value = (value << 1) | ((octet >> (Byte.SIZE - 1 - i % Byte.SIZE)) & 1);
    }
    return value;
  }

  boolean flag() throws MalformedMediaException {
    return bits(1) == 1;
  }

  void skip(long count) throws MalformedMediaException {
    skipTo(at + count);
  }

  /// An unsigned Exp-Golomb number of at most 32 bits.
  long unsignedGolomb() throws MalformedMediaException {
    int zeros = 0;
    while (!flag()) {
      if (++zeros == Integer.SIZE) {
        throw new MalformedMediaException("Exp-Golomb number too long", at / Byte.SIZE);
      }
    }
    return (1L << zeros) - 1 + bits(zeros);
  }

  /// A signed Exp-Golomb number.
  long signedGolomb() throws MalformedMediaException {
    long code = unsignedGolomb();
    return (code & 1) == 1 ? (code + 1) / 2 : -(code / 2);
  }

  private void skipTo(long bit) throws MalformedMediaException {
    if (bit > (long) octets.length * Byte.SIZE) {
      throw new MalformedMediaException("configuration ends too early", octets.length);
    }
    at = bit;
  }
}
