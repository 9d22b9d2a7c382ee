package io.kinora.store;

import java.util.Optional;

/// A page of fragments by time.
///
/// @param scope what the reader may see
/// @param axis which clock
/// @param fromMs earliest start, inclusive, epoch milliseconds
/// @param toMs latest start, inclusive, epoch milliseconds
/// @param after position behind which the page begins
/// @param limit at most so many rows, from 1
public record FragmentQuery(
    ReadScope scope, TimeAxis axis, long fromMs, long toMs, Optional<Position> after, int limit) {
  /// A place in the order of a query.
  ///
  /// @param timeMs time on the query's axis
  /// @param number the fragment there
  public record Position(long timeMs, FragmentNumber number) {}
}
