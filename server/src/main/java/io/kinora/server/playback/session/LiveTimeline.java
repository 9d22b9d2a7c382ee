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
/// nothing is remembered but the longest fragment so far, which the rows tell again if need be.
final class LiveTimeline implements Timeline {
  private static final int PAGE = 1000;

  private final FragmentStore store;
  private final Session session;
  private long longestMs;
  private long seenSequence;

  LiveTimeline(FragmentStore store, Session session) {
    this.store = store;
    this.session = session;
    this.seenSequence = session.first().number().sequence() - 1;
  }

  @Override
  public Window window(StreamRecord stream, long nowMs) throws IOException {
    // One more than is listed: whether the first one is marked as a discontinuity depends on it.
    var scope = ReadScope.archive(stream, nowMs);
    var newest = store.newest(scope, session.selection().maxFragments() + 1);
    var places = new ArrayList<Place>(newest.size());
    for (var row : newest) {
      var place = Place.live(session, row);
      boolean follows = places.isEmpty() || place.position() == places.getLast().position() - 1;
      if (place.position() < 0 || !follows) {
        break;
      }
      places.add(place);
    }
    if (places.isEmpty()) {
      throw Timelines.nothingLeft();
    }
    Collections.reverse(places);
    var before =
        places.size() > session.selection().maxFragments()
            ? Optional.of(places.removeFirst())
            : Optional.<Place>empty();
    return new Window(places, before, longestMs(places, scope), false);
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
    return 1;
  }

  /// Players stall on a segment that is longer than the playlist said, and must not be told less
  /// later than before.
  private synchronized long longestMs(List<Place> listed, ReadScope scope) throws IOException {
    for (var place : listed) {
      longestMs = Math.max(longestMs, place.longestMs());
    }
    List<FragmentMetadata> rows;
    do {
      rows = store.after(scope, seenSequence, PAGE);
      for (var row : rows) {
        longestMs = Math.max(longestMs, Place.live(session, row).longestMs());
        seenSequence = row.number().sequence();
      }
    } while (rows.size() == PAGE);
    return longestMs;
  }
}
