package io.kinora.conformance.crash;

import io.kinora.conformance.wire.Matroska;
import java.io.InputStream;
import java.util.concurrent.locks.LockSupport;

/// The payload of an upload: the header, then some fragments. The SDK reads it on the thread that
/// also receives acknowledgements, so it cannot wait for any, and those of a payload without an end
/// might never be read; it keeps a pace, and ends.
final class PacedUpload extends InputStream {
  private static final long PACE_NS = 8_000_000;

  private final Ledger ledger;
  private int fragmentsLeft;
  private byte[] piece = Matroska.header();
  private int at;

  PacedUpload(Ledger ledger, int fragments) {
    this.ledger = ledger;
    this.fragmentsLeft = fragments;
  }

  @Override
  public int read() {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (at == piece.length) {
      if (fragmentsLeft == 0) {
        return -1;
      }
      fragmentsLeft--;
      LockSupport.parkNanos(PACE_NS);
      piece = Footage.fragment(ledger.stream(), ledger.takeTimecode());
      at = 0;
    }
    int count = Math.min(length, piece.length - at);
    System.arraycopy(piece, at, target, offset, count);
    at += count;
    return count;
  }
}
