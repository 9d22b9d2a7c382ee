package io.kinora.conformance.client;

import static io.kinora.conformance.wire.Matroska.block;
import static io.kinora.conformance.wire.Matroska.cluster;
import static io.kinora.conformance.wire.Matroska.header;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;

/// The payload of an upload that the server is to end: a minute of fragments of a megabyte, for
/// which a server with AWS's bandwidth takes five seconds. SDK v1 reads acknowledgements while it
/// cannot write.
public final class HeavyPayload {
  private static final int FRAGMENTS = 60;
  private static final long T = 1_795_250_519_464L;
  private static final int FRAME_BYTES = 1_000_000;

  private HeavyPayload() {}

  /// The payload from its beginning.
  public static InputStream open() {
    var octets = new ByteArrayOutputStream();
    octets.writeBytes(header());
    for (int i = 0; i < FRAGMENTS; i++) {
      octets.writeBytes(cluster(T + i * 1000L));
      octets.writeBytes(block(0, true, new byte[FRAME_BYTES]));
    }
    return new ByteArrayInputStream(octets.toByteArray());
  }
}
