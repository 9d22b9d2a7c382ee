package io.kinora.media.mp4;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Takes the octets of a clip in their order.
///
/// @param <F> fragments as their owner has them
public interface ClipSink<F extends ClipFragment> {
  /// Octets that were made here; the buffer is not used again.
  void octets(ByteBuffer octets) throws IOException;

  /// Octets of the stored Cluster of a fragment; fragments come in their order.
  ///
  /// @param offset first octet, counted from the first octet of the Cluster
  void slice(F fragment, int offset, int size) throws IOException;
}
