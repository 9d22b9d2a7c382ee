package io.kinora.conformance.crash;

import static io.kinora.conformance.wire.Matroska.block;
import static io.kinora.conformance.wire.Matroska.cluster;
import static io.kinora.conformance.wire.Matroska.tags;

import io.kinora.conformance.media.Bytes;
import io.kinora.conformance.media.MediaFile;
import io.kinora.conformance.wire.Matroska;
import java.io.ByteArrayOutputStream;
import java.util.SplittableRandom;

/// Fragments whose bytes follow from the stream and the timecode, so that what is read back can be
/// compared without keeping what was sent.
final class Footage {
  private static final int BLOCKS_MAX = 8;
  private static final int BLOCK_BITS_MAX = 15;

  private Footage() {}

  /// The Cluster, and sometimes Tags behind it. Most Blocks are small, so that a producer that is
  /// slow to send is not outrun, and some are not.
  static byte[] fragment(String stream, long timecode) {
    var random = new SplittableRandom(timecode * 31 + stream.hashCode());
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(cluster(timecode));
    int blocks = random.nextInt(1, BLOCKS_MAX + 1);
    for (int i = 0; i < blocks; i++) {
      var payload = new byte[random.nextInt(1, 1 + (1 << random.nextInt(1, BLOCK_BITS_MAX + 1)))];
      random.nextBytes(payload);
      bytes.writeBytes(block(i * 40, i == 0, payload));
    }
    if (random.nextInt(4) == 0) {
      bytes.writeBytes(tags("take", Long.toString(timecode)));
    }
    return bytes.toByteArray();
  }

  /// The producer's part of the chunk in which the fragment must come back.
  static Bytes chunk(String stream, long timecode) {
    return MediaFile.of(Matroska.concat(Matroska.header(), fragment(stream, timecode)))
        .chunks()
        .getFirst();
  }
}
