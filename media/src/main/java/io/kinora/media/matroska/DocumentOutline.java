package io.kinora.media.matroska;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.ebml.ElementId;
import io.kinora.media.ebml.Vint;

/// Where the reader stands in the document, and which elements may stand there: those of level 0
/// and 1, since what is inside a Cluster is not asked here.
final class DocumentOutline {
  /// The end of a Segment of unknown size.
  static final long UNKNOWN_END = Long.MAX_VALUE;

  /// What the document may go on with.
  private enum Phase {
    EBML_HEADER,
    SEGMENT,
    STREAM_HEADER,
    CLUSTERS
  }

  private final boolean acceptSecondHeader;
  private Phase phase = Phase.EBML_HEADER;
  private long segmentEnd = UNKNOWN_END;

  DocumentOutline(boolean acceptSecondHeader) {
    this.acceptSecondHeader = acceptSecondHeader;
  }

  /// Whether no Cluster has begun since the last EBML header.
  boolean inHeader() {
    return phase != Phase.CLUSTERS;
  }

  /// Position behind the Segment, or [#UNKNOWN_END].
  long segmentEnd() {
    return segmentEnd;
  }

  void beginDocument() {
    phase = Phase.SEGMENT;
    segmentEnd = UNKNOWN_END;
  }

  void beginSegment(Octets octets) {
    phase = Phase.STREAM_HEADER;
    if (octets.size() != Vint.UNKNOWN) {
      segmentEnd = octets.position() + octets.size();
    }
  }

  void beginClusters() {
    phase = Phase.CLUSTERS;
  }

  /// Fails if the element whose head was read may not stand here.
  void check(Octets octets) throws MalformedMediaException {
    int id = octets.id();
    if (phase == Phase.EBML_HEADER && id != ElementId.EBML) {
      throw malformed("no EBML header at the beginning", octets);
    }
    switch (id) {
      case ElementId.EBML -> checkEbmlHeader(octets);
      case MatroskaId.SEGMENT -> {
        if (phase != Phase.SEGMENT) {
          throw malformed("second Segment", octets);
        }
      }
      case MatroskaId.CLUSTER -> checkWithinSegment(octets);
      case ElementId.VOID, ElementId.CRC_32 -> {
        checkSizeKnown(octets);
        if (octets.headPosition() < segmentEnd) {
          checkNotOverrunning(octets);
        }
      }
      case MatroskaId.SIMPLE_BLOCK, MatroskaId.BLOCK_GROUP, MatroskaId.TIMESTAMP ->
          throw malformed("block or Timestamp outside of a Cluster", octets);
      default -> {
        checkSizeKnown(octets);
        checkWithinSegment(octets);
        if (!inHeader() && (id == MatroskaId.INFO || id == MatroskaId.TRACKS)) {
          throw malformed("Info or Tracks behind a Cluster", octets);
        }
      }
    }
  }

  private void checkEbmlHeader(Octets octets) throws MalformedMediaException {
    checkSizeKnown(octets);
    if (phase == Phase.SEGMENT) {
      throw malformed("no Segment behind the EBML header", octets);
    }
    if (phase != Phase.EBML_HEADER && !acceptSecondHeader) {
      throw malformed("second EBML header", octets);
    }
  }

  private void checkWithinSegment(Octets octets) throws MalformedMediaException {
    if (phase == Phase.SEGMENT) {
      throw malformed("no Segment behind the EBML header", octets);
    }
    if (octets.headPosition() >= segmentEnd) {
      throw malformed("element behind the end of the Segment", octets);
    }
    checkNotOverrunning(octets);
  }

  private void checkNotOverrunning(Octets octets) throws MalformedMediaException {
    if (octets.size() > segmentEnd - octets.position()) {
      throw malformed("element overruns the Segment", octets);
    }
  }

  private static void checkSizeKnown(Octets octets) throws MalformedMediaException {
    if (octets.size() == Vint.UNKNOWN) {
      throw malformed("unknown size where it is not allowed", octets);
    }
  }

  private static MalformedMediaException malformed(String clause, Octets octets) {
    return new MalformedMediaException(clause, octets.headPosition());
  }
}
