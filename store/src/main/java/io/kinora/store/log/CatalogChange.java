package io.kinora.store.log;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.StreamRecord;

/// What a record of the catalog's log says.
public sealed interface CatalogChange {
  /// The beginning of a snapshot.
  ///
  /// @param lastStreamId no stream ever had a higher id
  /// @param lastCreatedAtMs no stream was ever created later
  record State(long lastStreamId, long lastCreatedAtMs) implements CatalogChange {}

  /// A stream as it is from now on.
  record StreamSaved(StreamRecord stream) implements CatalogChange {}

  record StreamDeleted(long streamId) implements CatalogChange {}

  /// Sequence numbers up to and with `last` are given out.
  record SequencesReserved(long streamId, long last) implements CatalogChange {}

  /// Where a stream ended whose fragments retention takes, so that its next one goes on from there
  /// although the log has none of it any more.
  ///
  /// @param last the fragment that was appended last; where it was means nothing
  record StreamEnded(FragmentMetadata last) implements CatalogChange {}
}
