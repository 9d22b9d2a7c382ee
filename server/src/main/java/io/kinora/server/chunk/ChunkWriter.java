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

  /// A stored fragment up to the end of what the producer sent, from an offset of its media on.
  /// Takes the fragment over: it is closed when its octets have been sent, also when this throws.
  ///
  /// @param tags stand between the header and the Cluster; header and tags are left out when the
  ///     offset says that they were sent before
  public void stored(StoredFragment fragment, byte[] tags, int offset) throws IOException {
    FileRange rest;
    try {
      if (offset == 0) {
        head(fragment.header(), fragment.leading(), tags);
      }
      fragment.fetch();
      var media = fragment.file();
      rest =
          new FileRange(
              media.channel(), media.offsetBytes() + offset, fragment.mediaBytes() - offset);
    } catch (IOException | RuntimeException failure) {
      fragment.close();
      throw failure;
    }
    sink.transfer(rest, fragment::close);
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
