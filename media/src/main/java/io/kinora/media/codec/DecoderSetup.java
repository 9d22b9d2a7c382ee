package io.kinora.media.codec;

import io.kinora.media.matroska.Track;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/// What decoders are set up with.
public final class DecoderSetup {
  private DecoderSetup() {}

  /// A number that is the same for the same numbers, types, codec ids and codec private data of all
  /// tracks in their order, and in practice for nothing else.
  public static long fingerprint(List<Track> tracks) {
    var digest = sha256();
    var numbers = ByteBuffer.allocate(4 * Long.BYTES);
    for (var track : tracks) {
      byte[] codecId = track.codecId().getBytes(StandardCharsets.UTF_8);
      numbers.clear();
      numbers.putLong(track.number()).putLong(track.type());
      numbers.putLong(codecId.length).putLong(track.codecPrivate().length);
      digest.update(numbers.flip());
      digest.update(codecId);
      digest.update(track.codecPrivate());
    }
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java platform has SHA-256", absent);
    }
  }
}
