package io.kinora.conformance.crash;

import io.kinora.conformance.wire.Matroska;
import java.io.InputStream;
import java.util.concurrent.locks.LockSupport;

/// A payload that never ends: the header, then one fragment after the other. The SDK reads it on
/// the thread that also receives acknowledgements, so it cannot wait for any; it keeps a pace
/// instead.
final class EndlessUpload extends InputStream {
  private static final long PACE_NS = 8_000_000;

  private final Ledger ledger;
  private byte[] piece = Matroska.header();
  private int at;

  EndlessUpload(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public int read() {
    var one = new byte[1];
    read(one, 0, 1);
    return one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (at == piece.length) {
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
