package io.kinora.media.codec;

import java.io.ByteArrayOutputStream;

/// Writes parameter sets bit by bit, with the octets that keep start codes out.
final class BitWriter {
  private final StringBuilder bits = new StringBuilder();

  BitWriter bits(int count, long value) {
    for (int i = count - 1; i >= 0; i--) {
      bits.append((value >> i) & 1);
    }
    return this;
  }

  /// Unsigned Exp-Golomb numbers, one after the other.
  BitWriter golomb(long... values) {
    for (long value : values) {
      int width = Long.SIZE - Long.numberOfLeadingZeros(value + 1);
      bits(width - 1, 0).bits(width, value + 1);
    }
    return this;
  }

  /// A NAL unit with that header.
  byte[] nalUnit(int... header) {
    var unit = new ByteArrayOutputStream();
    for (int octet : header) {
      unit.write(octet);
    }
    bits.append('1').repeat('0', (Byte.SIZE - bits.length() % Byte.SIZE) % Byte.SIZE);
    int zeros = 0;
    for (int at = 0; at < bits.length(); at += Byte.SIZE) {
      int octet = Integer.parseInt(bits.substring(at, at + Byte.SIZE), 2);
      if (zeros >= 2 && octet <= 3) {
        unit.write(3);
        zeros = 0;
      }
      unit.write(octet);
      zeros = octet == 0 ? zeros + 1 : 0;
    }
    return unit.toByteArray();
  }
}
