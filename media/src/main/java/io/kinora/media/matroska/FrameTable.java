package io.kinora.media.matroska;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Where the frames of a fragment are, and when they are shown: one row a frame, in the order of
/// the Cluster, which is decode order.
///
/// ## Row
/// 16 octets, big-endian. A tick is the TimestampScale of the stream header.
///
/// | at | field | meaning |
/// |---|---|---|
/// | 0 | offset u32 | first octet of the frame, counted from the first octet of the Cluster |
/// | 4 | size u32 | octets of the frame |
/// | 8 | time i32 | ticks after the timestamp of the Cluster; may be negative |
/// | 12 | duration u16 | ticks by BlockDuration, 65535 if more; 0 unknown |
/// | 14 | track u8 | index into the tracks of the stream header; 255 if not among them |
/// | 15 | flags u8 | 1 key, 2 discardable, 4 invisible, 8 laced, 16 no NAL units behind lengths |
///
/// While a fragment is open, the last rows may belong to a block whose octets are still arriving.
public final class FrameTable {
  /// Octets of a row.
  public static final int ROW_BYTES = 16;

  /// Most rows of a table that is read; [SplitterLimits] lets fewer be written.
  public static final int MAX_ROWS = 1 << 18;

  /// The track of a frame whose track number is not in the stream header.
  public static final int UNKNOWN_TRACK = 255;

  static final int KEY = 1;
  static final int DISCARDABLE = 2;
  static final int INVISIBLE = 4;
  static final int LACED = 8;
  static final int NOT_LENGTH_PREFIXED = 16;

  private static final int SIZE = 4;
  private static final int TIME = 8;
  private static final int DURATION = 12;
  private static final int TRACK = 14;
  private static final int FLAGS = 15;
  private static final int MAX_DURATION = 0xFFFF;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  private byte[] rows;
  private int count;
  private int minTime = Integer.MAX_VALUE;
  private int maxTime = Integer.MIN_VALUE;

  FrameTable(int expectedRows) {
    this.rows = new byte[expectedRows * ROW_BYTES];
  }

  /// Reads what [#encode] wrote; the buffer is left as it is.
  public static FrameTable decode(ByteBuffer encoded) {
    int length = encoded.remaining();
    if (length % ROW_BYTES != 0 || length / ROW_BYTES > MAX_ROWS) {
      throw new IllegalArgumentException("frame table of " + length + " octets");
    }
    var table = new FrameTable(length / ROW_BYTES);
    encoded.get(encoded.position(), table.rows);
    table.count = length / ROW_BYTES;
    for (int i = 0; i < table.count; i++) {
      table.spanTo(table.time(i));
    }
    return table;
  }

  /// The rows, read-only; no copy.
  public ByteBuffer encode() {
    return ByteBuffer.wrap(rows, 0, count * ROW_BYTES).slice().asReadOnlyBuffer();
  }

  public int count() {
    return count;
  }

  /// Octets of the heap that the rows take, with the room for further ones.
  public int heapBytes() {
    return rows.length;
  }

  /// First octet of the frame, counted from the first octet of the Cluster.
  public int offset(int row) {
    return (int) INT.get(rows, at(row));
  }

  /// Octets of the frame.
  public int size(int row) {
    return (int) INT.get(rows, at(row) + SIZE);
  }

  /// Presentation time: ticks after the timestamp of the Cluster.
  public int time(int row) {
    return (int) INT.get(rows, at(row) + TIME);
  }

  /// Ticks by BlockDuration, at most 65535; 0 if unknown.
  public int duration(int row) {
    return (short) SHORT.get(rows, at(row) + DURATION) & 0xFFFF;
  }

  /// Index into the tracks of the stream header, or [#UNKNOWN_TRACK].
  public int track(int row) {
    return rows[at(row) + TRACK] & 0xFF;
  }

  public boolean key(int row) {
    return flag(row, KEY);
  }

  public boolean discardable(int row) {
    return flag(row, DISCARDABLE);
  }

  public boolean invisible(int row) {
    return flag(row, INVISIBLE);
  }

  public boolean laced(int row) {
    return flag(row, LACED);
  }

  /// Whether a frame of H.264 or H.265 is not made of NAL units behind their lengths: it is in the
  /// form of Annex B, or damaged.
  public boolean notLengthPrefixed(int row) {
    return flag(row, NOT_LENGTH_PREFIXED);
  }

  /// Says that of a frame.
  public void markNotLengthPrefixed(int row) {
    rows[at(row) + FLAGS] |= NOT_LENGTH_PREFIXED;
  }

  /// Earliest time of all frames; 0 if there are none.
  public int minTime() {
    return count == 0 ? 0 : minTime;
  }

  /// Latest time of all frames; 0 if there are none.
  public int maxTime() {
    return count == 0 ? 0 : maxTime;
  }

  void add(int offset, int size, int time, int track, int flags) {
    int at = count * ROW_BYTES;
    if (at == rows.length) {
      rows = Arrays.copyOf(rows, Math.max(2 * rows.length, 64 * ROW_BYTES));
    }
    INT.set(rows, at, offset);
    INT.set(rows, at + SIZE, size);
    INT.set(rows, at + TIME, time);
    SHORT.set(rows, at + DURATION, (short) 0);
    rows[at + TRACK] = (byte) track;
    rows[at + FLAGS] = (byte) flags;
    count++;
    spanTo(time);
  }

  void place(int row, int offset) {
    INT.set(rows, at(row), offset);
  }

  /// What a BlockGroup says of its frames from `row` on: whether they are key frames, and how many
  /// ticks they last together.
  void group(int row, boolean key, long durationTicks) {
    int frames = count - row;
    for (int i = row; i < count; i++) {
      long each = Math.min(durationTicks / frames, MAX_DURATION);
      SHORT.set(rows, at(i) + DURATION, (short) each);
      if (key) {
        rows[at(i) + FLAGS] |= KEY;
      }
    }
  }

  private void spanTo(int time) {
    minTime = Math.min(minTime, time);
    maxTime = Math.max(maxTime, time);
  }

  private boolean flag(int row, int flag) {
    return (rows[at(row) + FLAGS] & flag) != 0;
  }

  private int at(int row) {
    if (row < 0 || row >= count) {
      throw new IndexOutOfBoundsException(row);
    }
    return row * ROW_BYTES;
  }
}
