package io.kinora.conformance.media;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One element of a Matroska document, located in the bytes that hold it: its head begins at
/// `start`, its body at `body`, and what follows it at `end`.
public record Element(byte[] bytes, int id, int start, int body, int end) {
  public static final int EBML = 0x1A45DFA3;
  public static final int SEGMENT = 0x18538067;
  public static final int CLUSTER = 0x1F43B675;
  public static final int TIMESTAMP = 0xE7;
  public static final int SIMPLE_BLOCK = 0xA3;
  public static final int BLOCK_GROUP = 0xA0;
  public static final int TAGS = 0x1254C367;
  public static final int TAG = 0x7373;
  public static final int TARGETS = 0x63C0;
  public static final int SIMPLE_TAG = 0x67C8;
  public static final int TAG_NAME = 0x45A3;
  public static final int TAG_STRING = 0x4487;

  /// The elements of concatenated documents at the levels of Segment and Cluster, in order. A
  /// Segment appears as its head alone, so that what it holds follows it in the same list.
  public static List<Element> topLevel(byte[] bytes) {
    return between(bytes, 0, bytes.length, true);
  }

  /// The elements in this one's body.
  public List<Element> children() {
    return between(bytes, body, end, false);
  }

  /// The children of one kind.
  public List<Element> children(int kind) {
    return children().stream().filter(child -> child.id() == kind).toList();
  }

  /// Head and body.
  public byte[] whole() {
    return Arrays.copyOfRange(bytes, start, end);
  }

  /// The body as an unsigned number.
  public long number() {
    long value = 0;
    for (int at = body; at < end; at++) {
      value = (value << 8) | (bytes[at] & 0xFF);
    }
    return value;
  }

  /// The body as text.
  public String text() {
    return new String(bytes, body, end - body, StandardCharsets.UTF_8);
  }

  private static List<Element> between(byte[] bytes, int from, int to, boolean segmentsAreHeads) {
    var elements = new ArrayList<Element>();
    int at = from;
    while (at < to) {
      int idLength = Integer.numberOfLeadingZeros(bytes[at] & 0xFF) - 23;
      int id = (int) bigEndian(bytes, at, idLength);
      int sizeAt = at + idLength;
      int sizeLength = Integer.numberOfLeadingZeros(bytes[sizeAt] & 0xFF) - 23;
      long mask = (1L << (7 * sizeLength)) - 1;
      long size = bigEndian(bytes, sizeAt, sizeLength) & mask;
      int body = sizeAt + sizeLength;
      int end;
      if (id == SEGMENT && segmentsAreHeads) {
        end = body;
      } else if (size == mask) {
        end = endOfUnknownSize(bytes, body, to);
      } else {
        end = Math.toIntExact(Math.min(to, body + size));
      }
      elements.add(new Element(bytes, id, at, body, end));
      at = end;
    }
    return elements;
  }

  /// A Cluster of unknown size ends where an element begins that no Cluster may hold.
  private static int endOfUnknownSize(byte[] bytes, int body, int to) {
    int at = body;
    while (at < to && Integer.numberOfLeadingZeros(bytes[at] & 0xFF) < 27) {
      int sizeLength = Integer.numberOfLeadingZeros(bytes[at + 1] & 0xFF) - 23;
      long size = bigEndian(bytes, at + 1, sizeLength) & ((1L << (7 * sizeLength)) - 1);
      at = Math.toIntExact(Math.min(to, at + 1 + sizeLength + size));
    }
    return at;
  }

  private static long bigEndian(byte[] bytes, int at, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = (value << 8) | (bytes[at + i] & 0xFF);
    }
    return value;
  }
}
