package io.kinora.conformance.media;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// One frame: its track, its presentation time in the document's own units, and the hash of its
/// bytes.
public record Frame(long track, long time, boolean key, String hash) {
  static String hash(ByteBuffer payload) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(payload);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
