package io.kinora.conformance.media;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Octets that compare by content, and print as length and hash when they differ.
public record Bytes(byte[] array) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes(var theirs) && Arrays.equals(array, theirs);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  @Override
  public String toString() {
    return array.length + " octets " + Frame.hash(ByteBuffer.wrap(array)).substring(0, 16);
  }
}
