package io.kinora.media.matroska;

import java.nio.ByteBuffer;

/// Hands out the octets of the open fragment, as slices of the fed buffer that are as large as
/// possible.
final class MediaSlices {
  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private ByteBuffer current = buffer;
  private int from;
  private int bytes;

  /// The next buffer; what is not skipped of it is media.
  void feed(ByteBuffer input) {
    buffer = input.duplicate();
    from = input.position();
  }

  /// A new fragment, whose first octet in the current buffer is at that index.
  void begin(int index) {
    bytes = 0;
    from = index;
  }

  /// What stands before that index is no media, or was handed out as a piece.
  void skipTo(int index) {
    from = index;
  }

  /// Hands out what stands before that index; false if there is nothing.
  boolean slice(int end) {
    if (from == end) {
      return false;
    }
    piece(buffer.limit(end).position(from));
    from = end;
    return true;
  }

  /// Hands out octets that were held back.
  void piece(ByteBuffer octets) {
    current = octets;
    bytes += octets.remaining();
  }

  /// What was handed out last.
  ByteBuffer current() {
    return current;
  }

  /// Octets handed out of the current fragment.
  int bytes() {
    return bytes;
  }
}
