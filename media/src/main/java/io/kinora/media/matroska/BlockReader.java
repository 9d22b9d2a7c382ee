package io.kinora.media.matroska;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.MediaFault;
import io.kinora.media.ebml.Vint;

/// Reads what precedes the frames of a SimpleBlock or Block, and adds a row for each frame.
///
/// ```
/// track number   vint
/// time           i16, ticks after the Cluster's Timestamp
/// flags          u8
/// [frames - 1    u8, if laced]
/// [sizes         of all frames but the last, if Xiph or EBML lacing]
/// ```
final class BlockReader {
  private static final int TIME_AND_FLAGS = 3;

  private static final int KEY = 0x80;
  private static final int INVISIBLE = 0x08;
  private static final int LACING = 0x06;
  private static final int XIPH = 0x02;
  private static final int FIXED = 0x04;
  private static final int DISCARDABLE = 0x01;

  private enum Step {
    HEAD,
    COUNT,
    SIZES
  }

  private final long[] trackNumbers;
  private final long[] frameDurationsNs;
  private final long timestampScaleNs;
  private final int maxFrames;

  private FrameTable frames = new FrameTable(0);
  private Step step = Step.HEAD;
  private boolean simple;
  private long clusterStart;
  private long end;

  private int track;
  private int time;
  private int flags;
  private int lacing;

  private int firstRow;
  private int laces;
  private long laced;
  private long laceSize;

  BlockReader(StreamHeader header, int maxFrames) {
    this.trackNumbers = header.tracks().stream().mapToLong(Track::number).toArray();
    this.frameDurationsNs = header.tracks().stream().mapToLong(Track::defaultDurationNs).toArray();
    this.timestampScaleNs = header.timestampScaleNs();
    this.maxFrames = maxFrames;
  }

  /// Begins a Cluster at that position of the input; its rows go to the table.
  void cluster(FrameTable table, long position) {
    frames = table;
    clusterStart = position;
  }

  /// Begins a block that ends before position `end`.
  void begin(boolean simpleBlock, long blockEnd) {
    step = Step.HEAD;
    simple = simpleBlock;
    end = blockEnd;
  }

  long end() {
    return end;
  }

  /// Reads on; false if more octets are needed, true when the octets of the frames follow.
  boolean read(Octets octets) throws MalformedMediaException {
    if (step == Step.HEAD && !head(octets)) {
      return false;
    }
    if (step == Step.COUNT && !count(octets)) {
      return false;
    }
    while (step == Step.SIZES && laces > 1) {
      if (!(lacing == XIPH ? xiphSize(octets) : ebmlSize(octets))) {
        return false;
      }
    }
    if (step == Step.SIZES) {
      placeLaces(octets);
    }
    return true;
  }

  private boolean head(Octets octets) throws MalformedMediaException {
    within(octets, 1 + TIME_AND_FLAGS);
    if (!octets.need(1)) {
      return false;
    }
    int width = Vint.width(octets.octet(0));
    if (width > Vint.MAX_WIDTH) {
      throw malformed("track number wider than 8 octets", octets);
    }
    within(octets, width + TIME_AND_FLAGS);
    if (!octets.need(width + TIME_AND_FLAGS)) {
      return false;
    }
    track = track(Vint.value(octets.word(0), width));
    time = (short) ((octets.octet(width) << Byte.SIZE) | octets.octet(width + 1));
    int blockFlags = octets.octet(width + 2);
    octets.release();
    lacing = blockFlags & LACING;
    flags = flags(blockFlags);
    firstRow = frames.count();
    if (lacing != 0) {
      step = Step.COUNT;
      return true;
    }
    admit(1, octets);
    addRow(octets.position(), end - octets.position(), 0);
    return true;
  }

  private boolean count(Octets octets) throws MalformedMediaException {
    within(octets, 1);
    if (!octets.need(1)) {
      return false;
    }
    laces = octets.octet(0) + 1;
    octets.release();
    admit(laces, octets);
    laced = 0;
    laceSize = 0;
    if (lacing == FIXED) {
      fixedLaces(octets);
      step = Step.HEAD;
    } else {
      step = Step.SIZES;
    }
    return true;
  }

  private void fixedLaces(Octets octets) throws MalformedMediaException {
    long rest = end - octets.position();
    if (rest % laces != 0) {
      throw malformed("fixed-size lacing does not divide evenly", octets);
    }
    long each = checkedLaceSize(rest / laces, octets);
    for (int k = 0; k < laces; k++) {
      addRow(octets.position() + k * each, each, k);
    }
  }

  /// A sum of octets that ends with one below 255.
  private boolean xiphSize(Octets octets) throws MalformedMediaException {
    int octet;
    do {
      within(octets, 1);
      if (!octets.need(1)) {
        return false;
      }
      octet = octets.octet(0);
      octets.release();
      laceSize += octet;
    } while (octet == 0xFF);
    addLace(octets);
    laceSize = 0;
    return true;
  }

  /// The first size as it is, every other as a signed difference to the one before.
  private boolean ebmlSize(Octets octets) throws MalformedMediaException {
    within(octets, 1);
    if (!octets.need(1)) {
      return false;
    }
    int width = Vint.width(octets.octet(0));
    if (width > Vint.MAX_WIDTH) {
      throw malformed("lace size wider than 8 octets", octets);
    }
    within(octets, width);
    if (!octets.need(width)) {
      return false;
    }
    long value = Vint.value(octets.word(0), width);
    octets.release();
    boolean first = frames.count() == firstRow;
    laceSize = first ? value : laceSize + value - (Vint.greatest(width) >> 1);
    addLace(octets);
    return true;
  }

  private void addLace(Octets octets) throws MalformedMediaException {
    if (laceSize < 0 || laceSize > end - octets.position() - laced) {
      throw malformed("lace overruns its block", octets);
    }
    addRow(clusterStart, checkedLaceSize(laceSize, octets), frames.count() - firstRow);
    laced += laceSize;
    laces--;
  }

  /// The last lace takes the rest; only now is it known where the first one begins.
  private void placeLaces(Octets octets) throws MalformedMediaException {
    long rest = checkedLaceSize(end - octets.position() - laced, octets);
    addRow(clusterStart, rest, frames.count() - firstRow);
    int offset = (int) (octets.position() - clusterStart);
    for (int row = firstRow; row < frames.count(); row++) {
      frames.place(row, offset);
      offset += frames.size(row);
    }
    step = Step.HEAD;
  }

  /// The size of a frame in a lace. Empty ones are refused, or a block of a few octets would make
  /// hundreds of rows.
  private static long checkedLaceSize(long size, Octets octets) throws MalformedMediaException {
    if (size == 0) {
      throw malformed("empty frame in a lace", octets);
    }
    return size;
  }

  private void addRow(long position, long size, int lace) {
    frames.add((int) (position - clusterStart), (int) size, laceTime(lace), track, flags);
  }

  private int laceTime(int lace) {
    if (lace == 0 || track == FrameTable.UNKNOWN_TRACK) {
      return time;
    }
    long frameNs = Math.min(frameDurationsNs[track], Long.MAX_VALUE >> Byte.SIZE);
    return (int) Math.min(time + lace * frameNs / timestampScaleNs, Integer.MAX_VALUE);
  }

  private int flags(int block) {
    int row = (block & INVISIBLE) != 0 ? FrameTable.INVISIBLE : 0;
    row |= lacing != 0 ? FrameTable.LACED : 0;
    if (simple) {
      row |= (block & KEY) != 0 ? FrameTable.KEY : 0;
      row |= (block & DISCARDABLE) != 0 ? FrameTable.DISCARDABLE : 0;
    }
    return row;
  }

  private int track(long number) {
    for (int i = 0; i < trackNumbers.length; i++) {
      if (trackNumbers[i] == number) {
        return i;
      }
    }
    return FrameTable.UNKNOWN_TRACK;
  }

  private void admit(int rows, Octets octets) throws MalformedMediaException {
    if (rows > maxFrames - frames.count()) {
      throw new MalformedMediaException(
          MediaFault.FRAGMENT_TOO_LARGE, "too many frames in a fragment", octets.position());
    }
  }

  /// Fails if a field of so many octets, of which some may be gathered, does not fit the block.
  private void within(Octets octets, int fieldBytes) throws MalformedMediaException {
    if (fieldBytes > end - octets.fieldPosition()) {
      throw malformed("block shorter than its header", octets);
    }
  }

  private static MalformedMediaException malformed(String clause, Octets octets) {
    return new MalformedMediaException(clause, octets.fieldPosition());
  }
}
