package io.kinora.server.chunk;

import io.kinora.server.http.BodySink;
import io.kinora.store.FileRange;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.StoredFragment;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Sends stored fragments: small generated octets through the sink's buffer, the media as one range
/// of the log.
public final class ChunkWriter {
  private final BodySink sink;

  public ChunkWriter(BodySink sink) {
    this.sink = sink;
  }

  /// What stands in front of a Cluster.
  public void head(byte[] header, byte[] leading, byte[] tags) throws IOException {
    sink.write(ByteBuffer.wrap(header));
    sink.write(ByteBuffer.wrap(leading));
    sink.write(ByteBuffer.wrap(tags));
  }

  /// The Cluster and what the producer sent behind it, from an offset on.
  public void media(StoredFragment fragment, int offset) throws IOException {
    var range = fragment.file();
    sink.transfer(
        new FileRange(
            range.channel(), range.offsetBytes() + offset, fragment.mediaBytes() - offset));
  }

  /// Generated octets behind a Cluster.
  public void tail(byte[] octets) throws IOException {
    sink.write(ByteBuffer.wrap(octets));
  }

  /// What the tags of a chunk say of a stored fragment.
  public static ChunkTags.Fragment describe(FragmentMetadata fragment) {
    return new ChunkTags.Fragment(
        fragment.number().toString(), fragment.number().serverTimeMs(), fragment.producerTimeMs());
  }
}
