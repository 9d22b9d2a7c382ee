package io.kinora.media.matroska;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.ebml.EbmlCursor;
import io.kinora.media.ebml.ElementId;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gathers the elements before the first Cluster and reads those that matter.
final class HeaderBuilder {
  private static final byte[] SEGMENT_START = HexFormat.of().parseHex("1853806701ffffffffffffff");
  private static final long DEFAULT_TIMESTAMP_SCALE_NS = 1_000_000;

  /// Every element, which is what goes in front of the first fragment.
  private final OctetSink first = new OctetSink();

  /// What goes in front of the others, once it is not the same any more.
  private @Nullable OctetSink others;

  private int elementAt;
  private boolean infoRead;
  private long timestampScaleNs = DEFAULT_TIMESTAMP_SCALE_NS;
  private List<Track> tracks = List.of();

  /// Where the octets of the next element go.
  OctetSink beginElement() {
    elementAt = first.length();
    return first;
  }

  /// Keeps the element whose octets have been appended.
  void keep() {
    if (others != null) {
      others.append(first.array(), elementAt, first.length() - elementAt);
    }
  }

  /// Keeps the element for the first fragment alone.
  void keepForFirst() {
    if (others == null) {
      others = new OctetSink();
      others.append(first.array(), 0, elementAt);
    }
  }

  /// Keeps a Segment's head, written anew.
  void keepSegmentStart() {
    beginElement().append(SEGMENT_START, 0, SEGMENT_START.length);
    keep();
  }

  /// Octets gathered so far.
  int bytes() {
    return first.length() + (others == null ? 0 : others.length());
  }

  void readEbmlHeader(EbmlCursor cursor) throws MalformedMediaException {
    boolean known = false;
    long position = cursor.position();
    while (cursor.next()) {
      switch (cursor.id()) {
        case ElementId.DOC_TYPE -> {
          String docType = cursor.string();
          known = docType.equals("matroska") || docType.equals("webm");
        }
        case ElementId.EBML_MAX_ID_LENGTH -> atMost(4, cursor);
        case ElementId.EBML_MAX_SIZE_LENGTH -> atMost(8, cursor);
        default -> {}
      }
    }
    if (!known) {
      throw new MalformedMediaException("DocType is neither matroska nor webm", position);
    }
  }

  void readInfo(EbmlCursor cursor) throws MalformedMediaException {
    if (infoRead) {
      throw cursor.malformed("second Info");
    }
    infoRead = true;
    while (cursor.next()) {
      if (cursor.id() == MatroskaId.TIMESTAMP_SCALE) {
        timestampScaleNs = cursor.uint();
        if (timestampScaleNs == 0) {
          throw cursor.malformed("TimestampScale of 0");
        }
      }
    }
  }

  void readTracks(EbmlCursor cursor) throws MalformedMediaException {
    if (!tracks.isEmpty()) {
      throw cursor.malformed("second Tracks");
    }
    tracks = TrackReader.read(cursor);
  }

  /// The header, when the first Cluster begins at that position.
  StreamHeader build(long position) throws MalformedMediaException {
    if (tracks.isEmpty()) {
      throw new MalformedMediaException("Cluster without Tracks before it", position);
    }
    byte[] firstBytes = first.copy();
    byte[] bytes = others == null ? firstBytes : others.copy();
    return new StreamHeader(firstBytes, bytes, timestampScaleNs, tracks);
  }

  private static void atMost(long limit, EbmlCursor cursor) throws MalformedMediaException {
    if (cursor.uint() > limit) {
      throw cursor.malformed("EBML header announces wider ids or sizes than Matroska has");
    }
  }
}
