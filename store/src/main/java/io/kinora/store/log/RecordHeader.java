package io.kinora.store.log;

import io.kinora.store.Continuity;
import io.kinora.store.FragmentNumber;
import io.kinora.store.Presentation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// The first octets of a record. Fields that a type has no use for are zero.
///
/// @param type what the record is
/// @param lastOfBatch whether the batch ends with it
/// @param payloadChecksum CRC-32C of the payload
/// @param batchOffsetBytes where its batch begins in the segment
/// @param lengths what the payload consists of
/// @param streamId the stream
/// @param number the fragment's number
/// @param about what else is known of the fragment
record RecordHeader(
    RecordType type,
    boolean lastOfBatch,
    int payloadChecksum,
    long batchOffsetBytes,
    Lengths lengths,
    long streamId,
    FragmentNumber number,
    About about) {
  /// Octets of the parts of a payload; what is left of it is trailing elements.
  record Lengths(int payload, int frameTable, int leading, int cluster) {
    static Lengths of(int payload) {
      return new Lengths(payload, 0, 0, 0);
    }

    /// Where the Cluster begins, from the start of the record.
    int mediaOffset() {
      return LogFormat.HEADER_BYTES + frameTable + leading;
    }

    int media() {
      return payload - frameTable - leading;
    }

    private boolean plausible() {
      return payload >= 0
          && payload <= LogFormat.RECORD_MAX_BYTES
          && frameTable >= 0
          && leading >= 0
          && cluster >= 0
          && (long) frameTable + leading + cluster <= payload;
    }
  }

  /// Times of a fragment, milliseconds.
  record Timing(long producerTimeMs, long lengthMs, long durationMs) {
    static final Timing NONE = new Timing(0, 0, 0);
  }

  /// A stream header's record in the same segment, and how many octets the header has.
  record StreamHeaderRef(long offsetBytes, int lengthBytes) {
    static final StreamHeaderRef NONE = new StreamHeaderRef(0, 0);
  }

  /// What only fragments have.
  record About(
      Timing timing,
      StreamHeaderRef streamHeader,
      Presentation presentation,
      Continuity continuity) {
    static final About NOTHING =
        new About(
            Timing.NONE,
            StreamHeaderRef.NONE,
            new Presentation(0, 0, 0, 0, false),
            new Continuity(0, 0, 0, 0, 0, 0, 0, 0, 0));

    private void put(ByteBuffer out) {
      out.putLong(timing.producerTimeMs).putLong(timing.lengthMs).putLong(timing.durationMs);
      out.putLong(streamHeader.offsetBytes);
      out.putLong(presentation.configuration());
      out.putInt(presentation.videoMs()).putInt(presentation.audioMs());
      out.putLong(continuity.ordinal()).putLong(continuity.elapsedMs());
      out.putLong(continuity.configurationOrdinal());
      out.position(160).putInt(continuity.configurations());
      out.putInt(continuity.producerBreaks()).putInt(continuity.serverBreaks());
      out.putInt(0).putLong(continuity.storedBytes());
      out.putLong(continuity.gapsMs()).putLong(continuity.gapElapsedMs());
      out.putInt(presentation.startMs());
    }

    private static About get(ByteBuffer in) {
      return new About(
          new Timing(in.getLong(72), in.getLong(80), in.getLong(88)),
          new StreamHeaderRef(in.getLong(96), in.getInt(68)),
          new Presentation(
              in.getLong(104),
              in.getInt(200),
              in.getInt(112),
              in.getInt(116),
              (in.get(5) & INDEPENDENT) != 0),
          new Continuity(
              in.getLong(120),
              in.getLong(128),
              in.getInt(160),
              in.getLong(136),
              in.getInt(164),
              in.getInt(168),
              in.getLong(184),
              in.getLong(192),
              in.getLong(176)));
    }
  }

  private static final FragmentNumber NO_NUMBER = new FragmentNumber(0, 0, 0);
  private static final int MAGIC = 0x4345524B;
  private static final int LAST = 1;
  private static final int INDEPENDENT = 2;
  private static final int CHECKSUM_AT = 8;

  /// The header of a record that is about a stream, not about a fragment.
  static RecordHeader ofStream(RecordType type, long streamId, Lengths lengths, int checksum) {
    return new RecordHeader(type, false, checksum, 0, lengths, streamId, NO_NUMBER, About.NOTHING);
  }

  /// The same record in its place in a batch.
  RecordHeader placed(long batchOffset, boolean last) {
    return new RecordHeader(
        type, last, payloadChecksum, batchOffset, lengths, streamId, number, about);
  }

  RecordHeader withNumber(FragmentNumber newNumber) {
    return new RecordHeader(
        type, lastOfBatch, payloadChecksum, batchOffsetBytes, lengths, streamId, newNumber, about);
  }

  RecordHeader erased() {
    return new RecordHeader(
        RecordType.ERASED, lastOfBatch, 0, batchOffsetBytes, lengths, streamId, number, about);
  }

  /// Octets of header and payload.
  int recordBytes() {
    return LogFormat.HEADER_BYTES + lengths.payload();
  }

  private int flags() {
    return (lastOfBatch ? LAST : 0) | (about.presentation.independent() ? INDEPENDENT : 0);
  }

  ByteBuffer encode(SegmentIdentity segment) {
    var out = ByteBuffer.allocate(LogFormat.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(MAGIC).put((byte) type.code()).put((byte) flags()).putShort((short) 0);
    out.putInt(0).putInt(payloadChecksum).putLong(batchOffsetBytes);
    out.putInt(lengths.payload()).putInt(lengths.frameTable());
    out.putInt(lengths.leading()).putInt(lengths.cluster());
    out.putLong(streamId).putLong(number.sequence()).putLong(number.serverTimeMs());
    out.putInt(number.random()).putInt(about.streamHeader.lengthBytes);
    about.put(out);
    out.clear();
    return out.putInt(CHECKSUM_AT, checksum(out, segment));
  }

  /// Reads a header; empty if these octets are none of this segment.
  ///
  /// @param in little-endian, at least [LogFormat#HEADER_BYTES] octets from `at` on
  static Optional<RecordHeader> decode(ByteBuffer in, int at, SegmentIdentity segment) {
    if (in.getInt(at) != MAGIC) {
      return Optional.empty();
    }
    var octets = ByteBuffer.allocate(LogFormat.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    octets.put(0, in, at, LogFormat.HEADER_BYTES);
    int stored = octets.getInt(CHECKSUM_AT);
    if (stored != checksum(octets.putInt(CHECKSUM_AT, 0), segment)) {
      return Optional.empty();
    }
    var lengths =
        new Lengths(octets.getInt(24), octets.getInt(28), octets.getInt(32), octets.getInt(36));
    if (!lengths.plausible()) {
      return Optional.empty();
    }
    return RecordType.of(octets.get(4))
        .map(
            type ->
                new RecordHeader(
                    type,
                    (octets.get(5) & LAST) != 0,
                    octets.getInt(12),
                    octets.getLong(16),
                    lengths,
                    octets.getLong(40),
                    new FragmentNumber(octets.getLong(48), octets.getLong(56), octets.getInt(64)),
                    About.get(octets)));
  }

  private static int checksum(ByteBuffer octets, SegmentIdentity segment) {
    var crc = segment.checksum();
    crc.update(octets.duplicate().clear());
    return (int) crc.getValue();
  }
}
