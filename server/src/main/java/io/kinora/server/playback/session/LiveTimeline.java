package io.kinora.server.playback.session;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentStore;
import io.kinora.store.ReadScope;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// The order of arrival: what LIVE sessions publish. Every number is a difference of two rows, so
/// nothing is remembered but how long fragments have been, which the rows tell again as far as they
/// are still there, and what the newest rows came to, until there are others.
///
/// An HLS playlist lists more than was asked for where fragments are short: before it may drop one,
/// the others must last for three target durations (RFC 8216, 6.2.2).
final class LiveTimeline implements Timeline {
  private static final int PAGE = 1000;
  private static final int LISTED_TARGETS = 3;

  private final FragmentStore store;
  private final LiveRows newest;
  private final Session session;
  private volatile Listing known = new Listing(0, Optional.empty());

  /// Fragments that were longer than all before them, in milliseconds by ordinal.
  private final TreeMap<Long, Long> longestMs = new TreeMap<>();

  private long seenOrdinal;

  /// What is listed of the newest rows.
  ///
  /// @param rowsId which rows; 0 if they were not to be remembered
  private record Listing(long rowsId, Optional<Window> window) {
    boolean isOf(LiveRows.Rows rows) {
      return rowsId == rows.id() && rowsId != 0;
    }
  }

  LiveTimeline(FragmentStore store, LiveRows newest, Session session) {
    this.store = store;
    this.newest = newest;
    this.session = session;
    this.seenOrdinal = session.first().continuity().ordinal() - 1;
  }

  @Override
  public Window window(StreamRecord stream, long nowMs) throws IOException {
    // Those of the last time, one that is new, and the one in front.
    int last = known.window().map(window -> window.places().size()).orElse(0);
    int wanted = Math.max(session.selection().maxFragments() + 1, last + 2);
    wanted = Math.min(wanted, LiveRows.ROWS_MAX);
    while (true) {
      var rows = newest.newest(stream, nowMs, wanted);
      var listing = known;
      if (listing.isOf(rows)) {
        return listing.window().orElseThrow();
      }
      boolean all = rows.list().size() < wanted || wanted == LiveRows.ROWS_MAX;
      var window = window(stream, rows, all);
      if (window.isPresent()) {
        return window.get();
      }
      if (all) {
        throw Timelines.nothingLeft();
      }
      wanted = Math.min(2 * rows.list().size(), LiveRows.ROWS_MAX);
    }
  }

  /// Empty if older rows are needed, or if there is nothing to list.
  ///
  /// @param all whether there are no older rows
  private synchronized Optional<Window> window(StreamRecord stream, LiveRows.Rows rows, boolean all)
      throws IOException {
    if (known.isOf(rows)) {
      return known.window();
    }
    if (rows.list().isEmpty()) {
      return Optional.empty();
    }
    see(stream, rows.list());
    var window = window(rows.list(), all);
    if (window.isPresent()) {
      known = new Listing(rows.id(), window);
    }
    return window;
  }

  private Optional<Window> window(List<FragmentMetadata> rows, boolean all) {
    var places = new ArrayList<Place>();
    boolean ended = false;
    boolean reached = all;
    for (var row : rows) {
      var place = Place.live(session, row);
      if (place.configurations() > CONFIGURATIONS_MAX) {
        ended = true;
        continue;
      }
      boolean follows = places.isEmpty() || place.position() == places.getLast().position() - 1;
      if (place.position() < 0 || !follows || isEnough(places)) {
        reached = true;
        break;
      }
      places.add(place);
    }
    if (places.isEmpty() || !reached) {
      return Optional.empty();
    }
    Collections.reverse(places);
    int first = firstListed(places);
    return Optional.of(
        new Window(
            places.subList(first, places.size()),
            first == 0 ? Optional.empty() : Optional.of(places.get(first - 1)),
            longestMs.lastEntry().getValue(),
            ended));
  }

  /// Whether a playlist needs none before these, the last one first: the very last of them is only
  /// there because whether the one behind it is marked as a discontinuity depends on it.
  private boolean isEnough(List<Place> places) {
    int listed = places.size() - 1;
    return listed >= session.selection().maxFragments()
        && places.getFirst().endMs() - places.get(listed - 1).elapsedMs()
            >= listedMs(places.getFirst());
  }

  /// Which of the places, in their order, is the first in a playlist. What was dropped once stays
  /// so, also when a longer fragment makes playlists longer: hence it is worked out as it went.
  private int firstListed(List<Place> places) {
    int first = 0;
    for (int last = 0; last < places.size(); last++) {
      var newest = places.get(last);
      while (last - first >= session.selection().maxFragments()
          && newest.endMs() - places.get(first + 1).elapsedMs() >= listedMs(newest)) {
        first++;
      }
    }
    return first;
  }

  /// What a playlist lasts at least, when this is the newest fragment.
  private long listedMs(Place newest) {
    if (!(session.format() instanceof Format.Hls hls)) {
      return 0;
    }
    var longest = longestMs.floorEntry(newest.fragment().continuity().ordinal());
    long seconds = longest == null ? 0 : Math.ceilDiv(longest.getValue(), 1000L);
    return LISTED_TARGETS * 1000L * Math.max(hls.targetSeconds(), seconds);
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
    if (position < 0) {
      return Optional.empty();
    }
    long before = session.first().continuity().ordinal() + position - 1;
    return store.afterOrdinal(ReadScope.archive(stream, nowMs), before, 1).stream()
        .map(row -> Place.live(session, row))
        .filter(place -> place.configurationPosition() == position)
        .findFirst();
  }

  @Override
  public Optional<FragmentMetadata> held(StreamRecord stream, FragmentNumber number, long nowMs)
      throws IOException {
    for (var row : newest.newest(stream, nowMs, 1).list()) {
      if (row.number().equals(number)) {
        return Optional.of(row);
      }
    }
    return Optional.empty();
  }

  @Override
  public int weight() {
    return 1 + known.window().map(window -> window.places().size()).orElse(0);
  }

  /// Players stall on a segment that is longer than the playlist said, and must not be told less
  /// later than before.
  private void see(StreamRecord stream, List<FragmentMetadata> rows) throws IOException {
    if (rows.getLast().continuity().ordinal() > seenOrdinal + 1) {
      readUnseen(stream);
    }
    for (var row : rows) {
      if (row.continuity().ordinal() > seenOrdinal) {
        see(row);
      }
    }
    seenOrdinal = Math.max(seenOrdinal, rows.getFirst().continuity().ordinal());
  }

  /// Rows that the newest ones do not reach back to: after a restart, or a long time without a
  /// request. What has expired since the session began counts as long as it is there.
  private void readUnseen(StreamRecord stream) throws IOException {
    var scope = ReadScope.archive(stream, session.selection().createdAtMs());
    List<FragmentMetadata> rows;
    do {
      rows = store.afterOrdinal(scope, seenOrdinal, PAGE);
      rows.forEach(this::see);
      seenOrdinal = rows.isEmpty() ? seenOrdinal : rows.getLast().continuity().ordinal();
    } while (rows.size() == PAGE);
  }

  private void see(FragmentMetadata row) {
    long ordinal = row.continuity().ordinal();
    long ownMs = Place.live(session, row).longestMs();
    var before = longestMs.floorEntry(ordinal);
    if (before == null || before.getValue() < ownMs) {
      longestMs.put(ordinal, ownMs);
      longestMs.tailMap(ordinal, false).values().removeIf(laterMs -> laterMs <= ownMs);
    }
  }
}
