package io.kinora.conformance.media;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// One element of a Matroska document, located in the bytes that hold it: its head begins at
/// `start`, its body at `body`, and what follows it at `end`.
///
/// @param announcedEnd where it would end if the bytes did not end before
public record Element(byte[] bytes, int id, int start, int body, int end, long announcedEnd) {
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
    return bigEndian(bytes, body, end - body);
  }

  /// The body as text.
  public String text() {
    return new String(bytes, body, end - body, StandardCharsets.UTF_8);
  }

  private static List<Element> between(byte[] bytes, int from, int to, boolean segmentsAreHeads) {
    var elements = new ArrayList<Element>();
    int at = from;
    for (var head = Head.at(bytes, at, to); head.isPresent(); head = Head.at(bytes, at, to)) {
      int id = head.get().id();
      int body = head.get().body();
      long announcedEnd = body + head.get().size();
      if (id == SEGMENT && segmentsAreHeads) {
        announcedEnd = body;
      } else if (head.get().unknownSize()) {
        announcedEnd = endOfUnknownSize(bytes, body, to);
      }
      int end = (int) Math.min(to, announcedEnd);
      elements.add(new Element(bytes, id, at, body, end, announcedEnd));
      at = end;
    }
    return elements;
  }

  /// A Cluster of unknown size ends where an element begins that no Cluster may hold: one whose id
  /// has four octets.
  private static int endOfUnknownSize(byte[] bytes, int body, int to) {
    int at = body;
    var head = Head.at(bytes, at, to);
    while (head.isPresent() && head.get().id() >>> 24 == 0) {
      at = (int) Math.min(to, head.get().body() + head.get().size());
      head = Head.at(bytes, at, to);
    }
    return head.isPresent() ? at : to;
  }

  /// Id and size of an element.
  private record Head(int id, int body, long size, boolean unknownSize) {
    /// Empty where the bytes end, or end before the head does.
    static Optional<Head> at(byte[] bytes, int at, int to) {
      int sizeAt = at + (at < to ? vintLength(bytes[at]) : 1);
      if (sizeAt >= to) {
        return Optional.empty();
      }
      int sizeLength = vintLength(bytes[sizeAt]);
      if (sizeAt + sizeLength > to) {
        return Optional.empty();
      }
      long mask = (1L << (7 * sizeLength)) - 1;
      long size = bigEndian(bytes, sizeAt, sizeLength) & mask;
      int id = (int) bigEndian(bytes, at, sizeAt - at);
      return Optional.of(new Head(id, sizeAt + sizeLength, size, size == mask));
    }

    private static int vintLength(byte first) {
      return Integer.numberOfLeadingZeros(first & 0xFF) - 23;
    }
  }

  private static long bigEndian(byte[] bytes, int at, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = (value << 8) | (bytes[at + i] & 0xFF);
    }
    return value;
  }
}
