package io.kinora.store;

import java.nio.ByteBuffer;
import java.util.List;

/// A complete fragment on its way into the store. Buffers are read, never changed, and must stay
/// valid until the future of [FragmentStore#append] completes.
///
/// @param streamId the stream
/// @param number its number; higher than any number appended to the stream by the same session
/// @param producerTimeMs start on the producer's clock, epoch milliseconds
/// @param lengthMs first to last block time
/// @param durationMs `lengthMs` plus the estimated duration of the last frame
/// @param presentation what players must know of it
/// @param archived false for a fragment of a stream with retention 0: kept for
///     [ReadScope#BUFFER_MS] at most, not forced, gone after a restart
/// @param header the stream header that a reader needs in front of this fragment
/// @param leading elements between the stream header and the Cluster, often empty
/// @param frameTable one row a frame, laid out by the caller
/// @param media the Cluster and the elements behind it, in order, as consecutive pieces
/// @param clusterBytes how many of the media octets are the Cluster
public record NewFragment(
    long streamId,
    FragmentNumber number,
    long producerTimeMs,
    long lengthMs,
    long durationMs,
    Presentation presentation,
    boolean archived,
    HeaderBlob header,
    byte[] leading,
    ByteBuffer frameTable,
    List<ByteBuffer> media,
    int clusterBytes) {
  /// Octets of stream header, leading elements and media together.
  public long sizeBytes() {
    return header.bytes().length + (long) leading.length + mediaBytes();
  }

  /// Octets of the media.
  public long mediaBytes() {
    return media.stream().mapToLong(ByteBuffer::remaining).sum();
  }
}
