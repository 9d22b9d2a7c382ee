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

  /// A stored fragment from its stream header to the end of what the producer sent. Takes the
  /// fragment over: it is closed when its octets have been sent, also when this throws.
  ///
  /// @param tags stand between the header and the Cluster
  public void stored(OpenedFragment fragment, byte[] tags) throws IOException {
    try {
      head(fragment.header(), fragment.leading(), tags);
    } catch (IOException | RuntimeException failure) {
      fragment.stored().close();
      throw failure;
    }
    rest(fragment.stored(), 0);
  }

  /// The rest of a stored fragment of which the header, the tags and some media were sent before,
  /// while it was in memory. Takes the fragment over like [#stored].
  ///
  /// @param offset octets of media that were sent
  public void rest(StoredFragment fragment, int offset) throws IOException {
    FileRange range;
    try {
      fragment.fetch();
      var media = fragment.file();
      range =
          new FileRange(
              media.channel(), media.offsetBytes() + offset, fragment.mediaBytes() - offset);
    } catch (IOException | RuntimeException failure) {
      fragment.close();
      throw failure;
    }
    sink.transfer(range, fragment::close);
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
