package io.kinora.store.index;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentQuery;
import io.kinora.store.FragmentSummary;
import io.kinora.store.ReadScope;
import io.kinora.store.TimeAxis;
import io.kinora.store.log.SegmentState;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The rows of all fragments. Safe for all threads.
public interface FragmentIndex {
  /// What became of a row.
  enum Inserted {
    LISTED,
    /// The stream was deleted.
    STREAM_GONE,
    /// The stream has a fragment of that sequence already.
    NUMBER_TAKEN
  }

  /// Inserts rows and records the state of segments, all or nothing.
  ///
  /// @return for each row what became of it
  List<Inserted> insert(List<FragmentMetadata> rows, List<SegmentState> segments)
      throws IndexException;

  /// Does the same with what a recovery found in the log. Of two rows with the same
  /// ordinal the one in the higher segment counts, see [io.kinora.store.log].
  void replay(List<FragmentMetadata> rows, List<SegmentState> segments) throws IndexException;

  /// The queries of [io.kinora.store.FragmentStore].
  List<FragmentMetadata> after(ReadScope scope, long sequence, int limit) throws IOException;

  Optional<FragmentMetadata> find(ReadScope scope, FragmentNumber number) throws IOException;

  Optional<FragmentMetadata> lastAtOrBefore(ReadScope scope, TimeAxis axis, long timeMs)
      throws IOException;

  Optional<FragmentMetadata> firstByProducerTime(ReadScope scope, long timeMs, boolean containing)
      throws IOException;

  List<FragmentMetadata> list(FragmentQuery query) throws IOException;

  List<FragmentSummary> summaries(FragmentQuery query) throws IOException;

  List<FragmentMetadata> newest(ReadScope scope, int limit) throws IOException;

  Optional<FragmentMetadata> at(ReadScope scope, long ordinal) throws IOException;

  List<FragmentMetadata> afterOrdinal(ReadScope scope, long ordinal, int limit) throws IOException;

  /// The fragment that was appended to a stream last, also when its row was removed.
  Optional<FragmentMetadata> last(long streamId) throws IOException;

  /// Whether a living stream has this row in this place.
  boolean contains(FragmentMetadata row) throws IOException;

  /// The same of a row that this index has given out. Seldom needs a query.
  boolean stillContains(FragmentMetadata row) throws IOException;

  /// The highest sequence of a stream's rows, 0 if there are none.
  long lastSequence(long streamId) throws IOException;

  /// How many rows there are.
  long count() throws IOException;

  /// The segments as far as they are applied, by number.
  Map<Long, SegmentState> segments() throws IOException;

  /// Forgets segments and all rows in them. Reads every row: for repairs, not for retention.
  void removeSegments(Set<Long> segments) throws IndexException;

  /// Forgets the buffer of streams that keep nothing.
  void removeTransient() throws IndexException;
}
