package io.kinora.media.ebml;

import io.kinora.media.MalformedMediaException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Walks the children of one element that is wholly in memory.
///
/// ```java
/// while (cursor.next()) {
///   switch (cursor.id()) { ... }
/// }
/// ```
public final class EbmlCursor {
  private final byte[] octets;
  private final int end;
  private final long origin;
  private int next;
  private int head;
  private int start;
  private int id;

  /// @param octets where the elements are
  /// @param from index of the first element
  /// @param end index behind the last one
  /// @param position position in the input of the octet at `from`, for failures
  public EbmlCursor(byte[] octets, int from, int end, long position) {
    this.octets = octets;
    this.next = from;
    this.head = from;
    this.end = end;
    this.origin = position - from;
  }

  /// Moves to the next element; false behind the last one.
  public boolean next() throws MalformedMediaException {
    head = next;
    if (head == end) {
      return false;
    }
    int idWidth = Vint.width(octets[head]);
    if (idWidth > ElementId.MAX_WIDTH || idWidth >= end - head) {
      throw malformed("no element id");
    }
    id = (int) bigEndian(head, idWidth);
    if (!ElementId.legal(id, idWidth)) {
      throw malformed("illegal element id");
    }
    int sizeAt = head + idWidth;
    int sizeWidth = Vint.width(octets[sizeAt]);
    if (sizeWidth > Vint.MAX_WIDTH || sizeWidth > end - sizeAt) {
      throw malformed("no element size");
    }
    long size = bigEndian(sizeAt, sizeWidth) & Vint.greatest(sizeWidth);
    if (size == Vint.greatest(sizeWidth)) {
      throw malformed("unknown size where it is not allowed");
    }
    start = sizeAt + sizeWidth;
    if (size > end - start) {
      throw malformed("element overruns its parent");
    }
    next = start + (int) size;
    return true;
  }

  public int id() {
    return id;
  }

  /// Octets of the current payload.
  public int size() {
    return next - start;
  }

  /// Position in the input of the current element, or of the first one.
  public long position() {
    return origin + head;
  }

  /// The elements within the current one.
  public EbmlCursor children() {
    return new EbmlCursor(octets, start, next, origin + start);
  }

  /// The payload as an unsigned integer that fits a non-negative `long`; 0 if empty.
  public long uint() throws MalformedMediaException {
    long value = bits();
    if (value < 0) {
      throw malformed("integer out of range");
    }
    return value;
  }

  /// The payload as an integer of at most 64 bits, for identities that are only compared.
  public long bits() throws MalformedMediaException {
    if (size() > Long.BYTES) {
      throw malformed("integer wider than 8 octets");
    }
    return bigEndian(start, size());
  }

  /// The payload as a floating point number; 0 if empty.
  public double real() throws MalformedMediaException {
    return switch (size()) {
      case 0 -> 0;
      case Float.BYTES -> Float.intBitsToFloat((int) bigEndian(start, Float.BYTES));
      case Double.BYTES -> Double.longBitsToDouble(bigEndian(start, Double.BYTES));
      default -> throw malformed("floating point number of " + size() + " octets");
    };
  }

  /// The payload as text, without the NULs that pad it.
  public String string() {
    return new String(octets, start, stringBytes(), StandardCharsets.UTF_8);
  }

  /// Octets of [#string].
  public int stringBytes() {
    for (int i = start; i < next; i++) {
      if (octets[i] == 0) {
        return i - start;
      }
    }
    return size();
  }

  /// A copy of the payload.
  public byte[] binary() {
    return Arrays.copyOfRange(octets, start, next);
  }

  /// A failure that stands at the current element.
  public MalformedMediaException malformed(String clause) {
    return new MalformedMediaException(clause, position());
  }

  private long bigEndian(int from, int width) {
    long value = 0;
    for (int i = from; i < from + width; i++) {
      value = (value << Byte.SIZE) | (octets[i] & 0xFF);
    }
    return value;
  }
}
