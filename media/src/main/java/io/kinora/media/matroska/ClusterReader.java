package io.kinora.media.matroska;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.ebml.ElementId;
import io.kinora.media.ebml.Vint;

/// Walks the children of Clusters, one Cluster after the other, and fills their frame tables.
final class ClusterReader {
  /// How far [#read] came.
  enum Progress {
    /// More octets are needed.
    STARVED,
    /// The child ended; it was the Timestamp.
    TIMESTAMP,
    /// The child ended.
    CHILD
  }

  private enum Step {
    TIMESTAMP,
    BLOCK,
    GROUP,
    GROUP_DURATION,
    SKIP
  }

  private static final int MIN_EXPECTED_ROWS = 64;

  /// So that a Cluster of many frames does not reserve memory for the next one, of which nothing
  /// may ever arrive.
  private static final int MAX_EXPECTED_ROWS = 1 << 10;

  private final BlockReader blocks;
  private FrameTable frames = new FrameTable(0);
  private int expectedRows = MIN_EXPECTED_ROWS;
  private Step step = Step.SKIP;
  private long left;

  private boolean inside;
  private boolean sizeKnown;
  private long start;
  private long end;
  private int bytes;
  private long timestamp = -1;

  private boolean inGroup;
  private long groupEnd;
  private int groupRow;
  private boolean groupHasBlock;
  private boolean groupKey;
  private long groupDuration;

  ClusterReader(StreamHeader header, int maxFrames) {
    this.blocks = new BlockReader(header, maxFrames);
  }

  /// Enters the Cluster whose head was read.
  ///
  /// @param segmentEnd position behind the Segment
  void begin(Octets octets, long segmentEnd) {
    start = octets.headPosition();
    sizeKnown = octets.size() != Vint.UNKNOWN;
    end = sizeKnown ? octets.position() + octets.size() : segmentEnd;
    timestamp = -1;
    frames = new FrameTable(expectedRows);
    blocks.cluster(frames, start);
    inside = true;
    standAt(octets.position());
  }

  /// Whether children may follow.
  boolean inside() {
    return inside;
  }

  boolean sizeKnown() {
    return sizeKnown;
  }

  /// Octets that the Cluster announced to have; 0 if it did not.
  long announcedBytes() {
    return sizeKnown ? end - start : 0;
  }

  /// Octets up to the end of the last child that was read to its end.
  int bytes() {
    return bytes;
  }

  /// The Timestamp; -1 if there is none yet.
  long timestamp() {
    return timestamp;
  }

  FrameTable frames() {
    return frames;
  }

  /// Whether an element with that id is a child, rather than the end of the Cluster. Ids of level 0
  /// and 1 have four octets, but for Void and CRC-32, which may be children too; ids of children
  /// have fewer. Among unknown ids, those of four octets are children if the size is known.
  boolean hasChild(int id) {
    if (ElementId.width(id) < ElementId.MAX_WIDTH) {
      return true;
    }
    return switch (id) {
      case ElementId.EBML,
          MatroskaId.SEGMENT,
          MatroskaId.SEEK_HEAD,
          MatroskaId.INFO,
          MatroskaId.TRACKS,
          MatroskaId.CLUSTER,
          MatroskaId.CUES,
          MatroskaId.TAGS,
          MatroskaId.CHAPTERS,
          MatroskaId.ATTACHMENTS ->
          false;
      default -> sizeKnown;
    };
  }

  /// Leaves the Cluster, because an element begins that is no child of it.
  void endBefore(long position) throws MalformedMediaException {
    if (sizeKnown) {
      throw new MalformedMediaException("element of a higher level inside a Cluster", position);
    }
    inside = false;
  }

  /// Leaves the Cluster, because its fragment is complete.
  void leave() {
    inside = false;
  }

  /// Lets the frames go, because the user has them: the next Cluster may be long in coming.
  void forgetFrames() {
    expectedRows = Math.clamp(frames.count(), MIN_EXPECTED_ROWS, MAX_EXPECTED_ROWS);
    frames = new FrameTable(0);
  }

  /// Enters the child whose head was read.
  void beginChild(Octets octets) throws MalformedMediaException {
    long size = checkedSize(octets, end);
    left = size;
    inGroup = false;
    switch (octets.id()) {
      case MatroskaId.TIMESTAMP -> {
        if (timestamp >= 0) {
          throw malformed("second Timestamp in a Cluster", octets);
        }
        checkInteger(octets);
        step = Step.TIMESTAMP;
      }
      case MatroskaId.SIMPLE_BLOCK -> {
        checkTimestamp(octets);
        blocks.begin(true, octets.position() + size);
        step = Step.BLOCK;
      }
      case MatroskaId.BLOCK_GROUP -> {
        checkTimestamp(octets);
        inGroup = true;
        groupEnd = octets.position() + size;
        groupRow = frames.count();
        groupHasBlock = false;
        groupKey = true;
        groupDuration = 0;
        step = Step.GROUP;
      }
      default -> step = Step.SKIP;
    }
  }

  /// Reads the child on, to its end if that has arrived.
  Progress read(Octets octets) throws MalformedMediaException {
    while (true) {
      switch (step) {
        case TIMESTAMP -> {
          if (!octets.need((int) left)) {
            return Progress.STARVED;
          }
          timestamp = integer(octets);
          standAt(octets.position());
          return Progress.TIMESTAMP;
        }
        case BLOCK -> {
          if (!blocks.read(octets)) {
            return Progress.STARVED;
          }
          left = blocks.end() - octets.position();
          step = Step.SKIP;
        }
        case GROUP -> {
          if (octets.position() == groupEnd && !octets.withinField()) {
            frames.group(groupRow, groupKey, groupDuration);
            standAt(octets.position());
            return Progress.CHILD;
          }
          if (!octets.head()) {
            return Progress.STARVED;
          }
          beginGroupChild(octets);
        }
        case GROUP_DURATION -> {
          if (!octets.need((int) left)) {
            return Progress.STARVED;
          }
          groupDuration = integer(octets);
          step = Step.GROUP;
        }
        case SKIP -> {
          left = octets.skip(left);
          if (left > 0) {
            return Progress.STARVED;
          }
          if (!inGroup) {
            standAt(octets.position());
            return Progress.CHILD;
          }
          step = Step.GROUP;
        }
      }
    }
  }

  private void beginGroupChild(Octets octets) throws MalformedMediaException {
    left = checkedSize(octets, groupEnd);
    step = Step.SKIP;
    switch (octets.id()) {
      case MatroskaId.BLOCK -> {
        if (groupHasBlock) {
          throw malformed("second Block in a BlockGroup", octets);
        }
        groupHasBlock = true;
        blocks.begin(false, octets.position() + left);
        step = Step.BLOCK;
      }
      case MatroskaId.BLOCK_DURATION -> {
        checkInteger(octets);
        step = Step.GROUP_DURATION;
      }
      case MatroskaId.REFERENCE_BLOCK -> groupKey = false;
      default -> {}
    }
    octets.release();
  }

  private void standAt(long position) {
    bytes = (int) (position - start);
    inside &= position != end;
  }

  private long integer(Octets octets) throws MalformedMediaException {
    long value = left == 0 ? 0 : octets.word(0) >>> (Long.SIZE - Byte.SIZE * left);
    if (value < 0) {
      throw malformed("integer out of range", octets);
    }
    octets.release();
    return value;
  }

  private void checkTimestamp(Octets octets) throws MalformedMediaException {
    if (timestamp < 0) {
      throw malformed("block before the Timestamp of its Cluster", octets);
    }
  }

  private static void checkInteger(Octets octets) throws MalformedMediaException {
    if (octets.size() > Long.BYTES) {
      throw malformed("integer wider than 8 octets", octets);
    }
  }

  private static long checkedSize(Octets octets, long parentEnd) throws MalformedMediaException {
    if (octets.size() == Vint.UNKNOWN) {
      throw malformed("unknown size inside a Cluster", octets);
    }
    if (octets.size() > parentEnd - octets.position()) {
      throw malformed("element overruns its parent", octets);
    }
    return octets.size();
  }

  private static MalformedMediaException malformed(String clause, Octets octets) {
    return new MalformedMediaException(clause, octets.headPosition());
  }
}
