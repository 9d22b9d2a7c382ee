package io.kinora.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// The octets of a stream header, identified by their content: sessions that send the same header
/// share one. Immutable; the array must not be changed.
public final class HeaderBlob {
  private final byte[] bytes;
  private final byte[] digest;

  public HeaderBlob(byte[] bytes) {
    this.bytes = bytes;
    try {
      this.digest = MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java platform has SHA-256", absent);
    }
  }

  /// The header as it is sent in front of a fragment.
  public byte[] bytes() {
    return bytes;
  }

  /// SHA-256 of [#bytes] in hexadecimal.
  public String id() {
    return HexFormat.of().formatHex(digest);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeaderBlob blob && Arrays.equals(digest, blob.digest);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(digest);
  }
}
