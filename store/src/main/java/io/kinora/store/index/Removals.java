package io.kinora.store.index;

import io.kinora.store.FragmentMetadata;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Where rows were removed since the index was opened, so that a reader with a row in hand seldom
/// has to ask whether it is still listed.
///
/// Noted before the rows go. A reader holds its fragment first and looks here second; who erases
/// looks for holders last. So either the reader learns of the removal, or its fragment is found
/// held and stays whole. What is noted means "ask", not "gone". Safe for all threads.
final class Removals {
  private final Set<Long> streams = ConcurrentHashMap.newKeySet();
  private final Set<Long> segments = ConcurrentHashMap.newKeySet();

  /// A stream is about to be deleted.
  void noteStream(long id) {
    streams.add(id);
  }

  /// A deleted stream has no rows any more: each of their segments was noted.
  void forgetStream(long id) {
    streams.remove(id);
  }

  /// A row of this segment is about to be removed.
  void noteSegment(long number) {
    segments.add(number);
  }

  /// A segment has been dropped from the log.
  void forgetSegment(long number) {
    segments.remove(number);
  }

  /// Whether the row may have been removed since it was read. The stream is looked up first,
  /// because it is forgotten when its segments are noted.
  boolean mayInclude(FragmentMetadata row) {
    return streams.contains(row.streamId()) || segments.contains(row.location().segment());
  }
}
