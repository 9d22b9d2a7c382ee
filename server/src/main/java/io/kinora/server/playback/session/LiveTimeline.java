package io.kinora.server.playback.session;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentStore;
import io.kinora.store.ReadScope;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// The order of arrival: what LIVE sessions publish. Every number is a difference of two rows, so
/// nothing is remembered but the longest fragment so far, which the rows tell again if need be, and
/// what the newest rows came to, until there are others.
final class LiveTimeline implements Timeline {
  private static final int PAGE = 1000;

  private final FragmentStore store;
  private final LiveRows newest;
  private final Session session;
  private volatile Listing known = new Listing(0, Optional.empty());
  private long longestMs;
  private long seenOrdinal;
  private long seenSequence;

  /// What is listed of the newest rows.
  ///
  /// @param rowsId which rows; 0 if they were not to be remembered
  private record Listing(long rowsId, Optional<Window> window) {}

  LiveTimeline(FragmentStore store, LiveRows newest, Session session) {
    this.store = store;
    this.newest = newest;
    this.session = session;
    this.seenOrdinal = session.first().continuity().ordinal() - 1;
    this.seenSequence = session.first().number().sequence() - 1;
  }

  @Override
  public Window window(StreamRecord stream, long nowMs) throws IOException {
    // One more than is listed: whether the first one is marked as a discontinuity depends on it.
    int wanted = session.selection().maxFragments() + 1;
    while (true) {
      var rows = newest.newest(stream, nowMs, wanted);
      var listing = known;
      if (listing.rowsId() == rows.id() && rows.id() != 0) {
        return listing.window().orElseThrow();
      }
      boolean all = rows.list().size() < wanted || wanted == LiveRows.ROWS_MAX;
      var window = window(stream, rows.list(), nowMs);
      if (window.isPresent()) {
        known = new Listing(rows.id(), window);
        return window.get();
      }
      if (all) {
        throw Timelines.nothingLeft();
      }
      wanted = Math.min(2 * wanted, LiveRows.ROWS_MAX);
    }
  }

  /// Empty if nothing is to be listed of these rows.
  private Optional<Window> window(StreamRecord stream, List<FragmentMetadata> rows, long nowMs)
      throws IOException {
    int max = session.selection().maxFragments();
    var places = new ArrayList<Place>(max + 1);
    boolean ended = false;
    for (var row : rows) {
      var place = Place.live(session, row);
      if (place.configurations() > CONFIGURATIONS_MAX) {
        ended = true;
        continue;
      }
      boolean follows = places.isEmpty() || place.position() == places.getLast().position() - 1;
      if (place.position() < 0 || !follows || places.size() > max) {
        break;
      }
      places.add(place);
    }
    if (places.isEmpty()) {
      return Optional.empty();
    }
    Collections.reverse(places);
    var before = places.size() > max ? Optional.of(places.removeFirst()) : Optional.<Place>empty();
    return Optional.of(new Window(places, before, longestMs(stream, rows, nowMs), ended));
  }

  @Override
  public Optional<Place> at(StreamRecord stream, long position, long nowMs) throws IOException {
    if (position < 0) {
      return Optional.empty();
    }
    long ordinal = session.first().continuity().ordinal() + position;
    return store.at(ReadScope.archive(stream, nowMs), ordinal).map(row -> Place.live(session, row));
  }

  @Override
  public Optional<Place> run(StreamRecord stream, long position, long nowMs) throws IOException {
    var begin = at(stream, position, nowMs);
    return begin.isPresent()
        ? begin
        : store
            .after(ReadScope.archive(stream, nowMs), session.first().number().sequence(), 1)
            .stream()
            .map(row -> Place.live(session, row))
            .filter(place -> place.configurationPosition() == position)
            .findFirst();
  }

  @Override
  public int weight() {
    return 1 + known.window().map(window -> window.places().size()).orElse(0);
  }

  /// Players stall on a segment that is longer than the playlist said, and must not be told less
  /// later than before.
  private synchronized long longestMs(StreamRecord stream, List<FragmentMetadata> rows, long nowMs)
      throws IOException {
    if (rows.getLast().continuity().ordinal() > seenOrdinal + 1) {
      readUnseen(ReadScope.archive(stream, nowMs));
    }
    for (var row : rows) {
      if (row.continuity().ordinal() > seenOrdinal) {
        saw(row);
      }
    }
    seenOrdinal = Math.max(seenOrdinal, rows.getFirst().continuity().ordinal());
    return longestMs;
  }

  /// Rows that the newest ones do not reach back to: after a restart, or a long time without a
  /// request.
  private void readUnseen(ReadScope scope) throws IOException {
    List<FragmentMetadata> rows;
    do {
      rows = store.after(scope, seenSequence, PAGE);
      rows.forEach(this::saw);
    } while (rows.size() == PAGE);
  }

  private void saw(FragmentMetadata row) {
    longestMs = Math.max(longestMs, Place.live(session, row).longestMs());
    seenSequence = Math.max(seenSequence, row.number().sequence());
  }
}
