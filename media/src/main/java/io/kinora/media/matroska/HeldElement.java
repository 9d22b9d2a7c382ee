package io.kinora.media.matroska;

import io.kinora.media.ebml.EbmlCursor;

/// An element that is held until it is whole, because only then it is known what becomes of it.
final class HeldElement {
  private OctetSink sink = new OctetSink();
  private int from;
  private int headBytes;
  private long position;
  private long left;

  /// Begins with the element whose head was read; its octets go behind those in the sink. Its size
  /// is known and within the limits.
  void begin(Octets octets, OctetSink into) {
    sink = into;
    from = into.length();
    headBytes = octets.headBytes();
    position = octets.headPosition();
    left = octets.size();
    octets.drainHead(into);
    octets.release();
  }

  /// Takes what has arrived; false if more is to come.
  boolean read(Octets octets) {
    left = octets.drain(left, sink);
    return left == 0;
  }

  /// Its children, once it is whole.
  EbmlCursor children() {
    return new EbmlCursor(sink.array(), from + headBytes, sink.length(), position + headBytes);
  }

  /// Takes it out of the sink again.
  void drop() {
    sink.truncate(from);
  }
}
