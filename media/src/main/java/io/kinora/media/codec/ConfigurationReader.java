package io.kinora.media.codec;

import io.kinora.media.MalformedMediaException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads fields of whole octets.
final class ConfigurationReader {
  private final byte[] octets;
  private int at;

  ConfigurationReader(byte[] octets) {
    this.octets = octets;
  }

  int octet() throws MalformedMediaException {
    need(1);
    return octets[at++] & 0xFF;
  }

  int bigEndian16() throws MalformedMediaException {
    return octet() << Byte.SIZE | octet();
  }

  int littleEndian16() throws MalformedMediaException {
    return octet() | octet() << Byte.SIZE;
  }

  long littleEndian32() throws MalformedMediaException {
    return littleEndian16() | (long) littleEndian16() << Short.SIZE;
  }

  byte[] take(int count) throws MalformedMediaException {
    need(count);
    at += count;
    return Arrays.copyOfRange(octets, at - count, at);
  }

  /// So many NAL units, each behind its length in two octets.
  List<byte[]> nalUnits(int count) throws MalformedMediaException {
    var units = new ArrayList<byte[]>();
    for (int i = 0; i < count; i++) {
      units.add(take(bigEndian16()));
    }
    return units;
  }

  MalformedMediaException malformed(String clause) {
    return new MalformedMediaException(clause, at);
  }

  private void need(int count) throws MalformedMediaException {
    if (count > octets.length - at) {
      throw malformed("configuration ends too early");
    }
  }
}
