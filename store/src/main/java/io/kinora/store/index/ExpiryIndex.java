package io.kinora.store.index;

import io.kinora.store.FragmentMetadata;
import java.io.IOException;
import java.util.List;

/// What retention asks of the index. Every method that removes does a bounded part of its work in
/// one transaction and says whether there was more. Safe for all threads.
public interface ExpiryIndex {
  /// A living stream with rows that nobody may see any more.
  ///
  /// @param id the stream
  /// @param beforeMs rows with an earlier server time have expired
  record ExpiredStream(long id, long beforeMs) {}

  /// Streams with expired rows behind an id, in the order of ids.
  List<ExpiredStream> expired(long afterId, long nowMs, int limit) throws IOException;

  /// Removes the oldest expired rows of a stream.
  ///
  /// @return how many; fewer than `limit` when none is left
  int removeExpired(ExpiredStream stream, int limit) throws IOException;

  /// Removes rows of the short buffers that are older than those reach.
  int removeExpiredBuffers(long nowMs, int limit) throws IOException;

  /// Deleted streams that still have rows.
  List<Long> goneStreams(int limit) throws IOException;

  /// Removes rows of a deleted stream, and forgets the stream with the last of them. Their segments
  /// become due for erasing.
  int removeGone(long streamId, int limit) throws IOException;

  /// Removes single rows.
  void remove(List<FragmentMetadata> rows) throws IOException;

  /// The last fragments of streams without rows whose end the catalog's log does not have yet.
  List<FragmentMetadata> endsToKeep(int limit) throws IOException;

  /// Forgets sealed segments without rows.
  ///
  /// @return which
  List<Long> forgetEmptySegments() throws IOException;

  /// The log has dropped a segment that was forgotten.
  void dropped(long segment);

  /// Segments that are not sealed but hold octets of deleted streams.
  List<Long> unsealedDue() throws IOException;

  /// Sealed segments with rows whose dead octets should be given back: those of deleted streams,
  /// and any others when more than half of a segment is dead.
  List<Long> erasable() throws IOException;

  /// The dead octets of a segment were given back.
  void erased(long segment) throws IOException;

  /// Makes all removals survive power loss.
  void force() throws IOException;
}
