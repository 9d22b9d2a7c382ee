package io.kinora.media.matroska;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.ebml.ElementId;
import io.kinora.media.ebml.Vint;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The octets that have arrived, and where the reader stands in them.
///
/// A field that may be cut by the end of a buffer is asked for with [#need]: its octets gather in a
/// small window until there are enough, over as many buffers as that takes. All else is skipped by
/// counting and never looked at.
final class Octets {
  private static final int MAX_HEAD = ElementId.MAX_WIDTH + Vint.MAX_WIDTH;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private int at;
  private int limit;
  private long origin;

  /// Octets of a field; zeros behind them so that a word can be read at any of the first twelve.
  private final byte[] window = new byte[MAX_HEAD + Long.BYTES];

  private final ByteBuffer windowView = ByteBuffer.wrap(window);
  private int have;
  private int carried;

  private int headAt;
  private long headPosition;
  private int headBytes;
  private int id;
  private long size;

  void feed(ByteBuffer input) {
    origin = position() - input.position();
    buffer = input.duplicate();
    at = buffer.position();
    limit = buffer.limit();
    headAt = at;
    carried = have;
  }

  boolean drained() {
    return at == limit;
  }

  /// Octets of the whole input before the next one.
  long position() {
    return origin + at;
  }

  /// Position of the first octet of the field that is being gathered.
  long fieldPosition() {
    return position() - have;
  }

  /// Index of the next octet in the current buffer.
  int at() {
    return at;
  }

  /// Gathers the first `count` octets of a field; false if the buffer ends before.
  boolean need(int count) {
    int missing = count - have;
    if (missing <= 0) {
      return true;
    }
    if (missing <= Long.BYTES && limit - at >= Long.BYTES) {
      // One wide move; what it copies too much is overwritten later, or never looked at.
      LONG.set(window, have, buffer.getLong(at));
      at += missing;
      have = count;
      return true;
    }
    while (have < count && at < limit) {
      window[have++] = buffer.get(at++);
    }
    return have == count;
  }

  /// Whether some octets of a field have been gathered, but not all.
  boolean withinField() {
    return have > 0;
  }

  int octet(int index) {
    return window[index] & 0xFF;
  }

  /// Eight octets of the field, the one at `index` the most significant; what is not gathered is 0
  /// or left over from an earlier field.
  long word(int index) {
    return (long) LONG.get(window, index);
  }

  /// Forgets the field that was gathered.
  void release() {
    have = 0;
    carried = 0;
  }

  /// Skips as many of `count` octets as have arrived.
  ///
  /// @return how many are still to be skipped
  long skip(long count) {
    int step = (int) Math.min(count, limit - at);
    at += step;
    return count - step;
  }

  /// Moves as many of `count` octets into the sink as have arrived.
  ///
  /// @return how many are still to come
  long drain(long count, OctetSink sink) {
    int step = (int) Math.min(count, limit - at);
    sink.append(buffer, at, step);
    at += step;
    return count - step;
  }

  /// Marks the place where the next head begins.
  void markHead() {
    headAt = at;
  }

  /// Reads id and size of an element; false if the buffer ends before.
  boolean head() throws MalformedMediaException {
    if (!need(1)) {
      return false;
    }
    int idWidth = idWidth(window[0]);
    if (!need(idWidth + 1)) {
      return false;
    }
    int sizeWidth = sizeWidth(window[idWidth]);
    if (!need(idWidth + sizeWidth)) {
      return false;
    }
    decode(word(0), idWidth, word(idWidth), sizeWidth);
    return true;
  }

  /// Id of the element whose head was read last.
  int id() {
    return id;
  }

  /// Octets of its payload, or [Vint#UNKNOWN].
  long size() {
    return size;
  }

  /// Octets of its head.
  int headBytes() {
    return headBytes;
  }

  /// Position of its first octet.
  long headPosition() {
    return headPosition;
  }

  /// Index in the current buffer of the first octet of the head that is not in [#carried].
  int headAt() {
    return headAt;
  }

  /// Whether the first octets of the head came with earlier buffers.
  boolean headWasCut() {
    return carried > 0;
  }

  /// Octets of the head that came with earlier buffers, which are gone; valid until the next field.
  ByteBuffer carried() {
    return windowView.clear().limit(carried);
  }

  /// Moves the octets of the head into the sink.
  void drainHead(OctetSink sink) {
    sink.append(windowView.clear(), 0, carried);
    sink.append(buffer, headAt, at - headAt);
  }

  private void decode(long idWord, int idWidth, long sizeWord, int sizeWidth)
      throws MalformedMediaException {
    id = (int) (idWord >>> (Long.SIZE - Byte.SIZE * idWidth));
    size = Vint.size(sizeWord, sizeWidth);
    headBytes = idWidth + sizeWidth;
    headPosition = fieldPosition();
    if (!ElementId.legal(id, idWidth)) {
      throw malformed("illegal element id");
    }
  }

  private int idWidth(byte first) throws MalformedMediaException {
    int width = Vint.width(first);
    if (width > ElementId.MAX_WIDTH) {
      throw malformed("element id wider than 4 octets");
    }
    return width;
  }

  private int sizeWidth(byte first) throws MalformedMediaException {
    int width = Vint.width(first);
    if (width > Vint.MAX_WIDTH) {
      throw malformed("element size wider than 8 octets");
    }
    return width;
  }

  private MalformedMediaException malformed(String clause) {
    return new MalformedMediaException(clause, fieldPosition());
  }
}
