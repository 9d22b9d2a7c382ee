package io.kinora.store.log;

import io.kinora.store.Continuity;
import io.kinora.store.FragmentLocation;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.HeaderBlob;
import io.kinora.store.NewFragment;
import io.kinora.store.log.RecordHeader.About;
import io.kinora.store.log.RecordHeader.Lengths;
import io.kinora.store.log.RecordHeader.StreamHeaderRef;
import io.kinora.store.log.RecordHeader.Timing;
import java.util.zip.CRC32C;

/// Between fragments and their records.
public final class FragmentRecords {
  private FragmentRecords() {}

  /// Octets of the record's payload, and a check that a record can hold the fragment.
  public static int payloadBytes(NewFragment fragment) {
    long media = fragment.mediaBytes();
    long payload = fragment.frameTable().remaining() + (long) fragment.leading().length + media;
    if (payload > LogFormat.RECORD_MAX_BYTES
        || fragment.header().bytes().length > LogFormat.RECORD_MAX_BYTES) {
      throw new IllegalArgumentException(
          "a fragment of " + payload + " octets is above " + LogFormat.RECORD_MAX_BYTES);
    }
    if (fragment.clusterBytes() < 0 || fragment.clusterBytes() > media) {
      throw new IllegalArgumentException(
          "a Cluster of " + fragment.clusterBytes() + " octets in media of " + media);
    }
    return (int) payload;
  }

  /// The row of a fragment that was written.
  public static FragmentMetadata metadata(
      NewFragment fragment, Continuity continuity, FragmentLocation location) {
    return new FragmentMetadata(
        fragment.streamId(),
        fragment.number(),
        fragment.producerTimeMs(),
        fragment.lengthMs(),
        fragment.durationMs(),
        fragment.presentation(),
        continuity,
        fragment.sizeBytes(),
        fragment.archived(),
        location);
  }

  /// The row of a fragment that was found in a segment.
  static FragmentMetadata metadata(RecordHeader header, long segment, long offsetBytes) {
    var lengths = header.lengths();
    var about = header.about();
    return new FragmentMetadata(
        header.streamId(),
        header.number(),
        about.timing().producerTimeMs(),
        about.timing().lengthMs(),
        about.timing().durationMs(),
        about.presentation(),
        about.continuity(),
        (long) about.streamHeader().lengthBytes() + lengths.leading() + lengths.media(),
        true,
        new FragmentLocation(
            segment, offsetBytes, header.recordBytes(), about.streamHeader().offsetBytes()));
  }

  static RecordHeader header(NewFragment fragment, Continuity continuity, long streamHeaderOffset) {
    var crc = new CRC32C();
    crc.update(fragment.frameTable().duplicate());
    crc.update(fragment.leading());
    for (var piece : fragment.media()) {
      crc.update(piece.duplicate());
    }
    return new RecordHeader(
        RecordType.FRAGMENT,
        false,
        (int) crc.getValue(),
        0,
        new Lengths(
            payloadBytes(fragment),
            fragment.frameTable().remaining(),
            fragment.leading().length,
            fragment.clusterBytes()),
        fragment.streamId(),
        fragment.number(),
        new About(
            new Timing(fragment.producerTimeMs(), fragment.lengthMs(), fragment.durationMs()),
            new StreamHeaderRef(streamHeaderOffset, fragment.header().bytes().length),
            fragment.presentation(),
            continuity));
  }

  /// The record that says where a stream ended: all of its last fragment but the octets.
  static RecordHeader header(FragmentMetadata last) {
    return new RecordHeader(
        RecordType.STREAM_ENDED,
        false,
        0,
        0,
        Lengths.of(0),
        last.streamId(),
        last.number(),
        new About(
            new Timing(last.producerTimeMs(), last.lengthMs(), last.durationMs()),
            new StreamHeaderRef(0, Math.toIntExact(last.sizeBytes())),
            last.presentation(),
            last.continuity()));
  }

  static RecordHeader header(HeaderBlob blob) {
    var lengths = Lengths.of(blob.bytes().length);
    return RecordHeader.ofStream(RecordType.STREAM_HEADER, 0, lengths, checksum(blob.bytes()));
  }

  static int checksum(byte[] octets) {
    var crc = new CRC32C();
    crc.update(octets);
    return (int) crc.getValue();
  }
}
