package io.kinora.server.playback.session;

import io.kinora.server.playback.Deduplication;
import io.kinora.store.Continuity;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentStore;
import io.kinora.store.ReadScope;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BiPredicate;

/// The order of the clock: what ON_DEMAND and LIVE_REPLAY sessions publish.
///
/// What the stream held when the session was created comes first, in the order of the session's
/// clock and without duplicates. Behind that a LIVE_REPLAY session appends what arrives later, if
/// it starts later than what is listed; what arrives late for the past is left out, for what was
/// published must not change. So the list follows from the session and the index alone, and what
/// is kept here is a cache of it.
///
/// A LIVE_REPLAY session plays what it lists without the gaps that the clock has, and as fast as it
/// was recorded. It pauses where it has played all there was, until more arrives.
final class ArchiveTimeline implements Timeline {
  /// How long after the end of its range a LIVE_REPLAY session takes fragments that began in it.
  private static final long LATE_MS = 30_000;

  /// How long a fragment may take from its first octet until it is listed.
  private static final long COMPLETION_MS = 30_000;

  /// How many fragments before the listed ones a slow player can still ask for by their place.
  static final int KEPT_BEHIND = 1000;

  private final FragmentStore store;
  private final Selection selection;
  private final ReadScope scope;
  private final BiPredicate<FragmentMetadata, FragmentMetadata> alike;
  private final SelectedRows archived;
  private final PlaceList places = new PlaceList();
  private volatile int weight;
  private long longestMs;
  private long arrived;
  private long aheadMs;
  private int passed;
  private int published;
  private boolean complete;

  /// @param alike whether two fragments have the same set of tracks
  ArchiveTimeline(
      FragmentStore store,
      StreamRecord stream,
      Selection selection,
      Deduplication deduplication,
      BiPredicate<FragmentMetadata, FragmentMetadata> alike) {
    this.store = store;
    this.selection = selection;
    // The edge of retention as it was: what has expired since then stays listed.
    this.scope = ReadScope.archive(stream, selection.createdAtMs());
    this.alike = alike;
    this.archived = new SelectedRows(store, scope, selection, deduplication);
    this.arrived = selection.newestOrdinal();
  }

  @Override
  public synchronized Window window(StreamRecord stream, long nowMs) throws IOException {
    return switch (selection.mode()) {
      case ON_DEMAND -> onDemand();
      case LIVE_REPLAY -> replay(nowMs);
      case LIVE -> throw new IllegalStateException("LIVE is played in the order of arrival");
    };
  }

  private Window onDemand() throws IOException {
    fill(selection.maxFragments());
    weight = places.held() + archived.held();
    return window(0, places.size(), true);
  }

  /// As many as a playlist holds, and one more for each whose duration has passed since the session
  /// was created.
  private Window replay(long nowMs) throws IOException {
    int max = selection.maxFragments();
    fill(passed + max);
    while (passed < places.size()
        && places.get(passed).wallEndMs() <= nowMs - selection.createdAtMs()) {
      passed++;
      fill(passed + max);
      places.forgetBefore(passed - max - KEPT_BEHIND);
    }
    weight = places.held() + archived.held();
    int head = Math.min(places.size(), passed + max);
    boolean passedEnd =
        selection.endMs() < Long.MAX_VALUE && nowMs > selection.endMs() + LATE_MS + COMPLETION_MS;
    boolean over = (complete || passedEnd) && !fill(head + 1);
    return window(Math.max(0, head - max), head, over);
  }

  private Window window(int from, int to, boolean ended) {
    if (from == to) {
      throw Sessions.nothingFound();
    }
    published = to;
    return new Window(
        places.subList(from, to),
        from == 0 ? Optional.empty() : Optional.of(places.get(from - 1)),
        longestMs,
        ended);
  }

  @Override
  public synchronized Optional<Place> at(StreamRecord stream, long position, long nowMs)
      throws IOException {
    window(stream, nowMs);
    return position >= 0 && position < published ? places.find(position) : Optional.empty();
  }

  @Override
  public Optional<Place> run(StreamRecord stream, long position, long nowMs) throws IOException {
    return at(stream, position, nowMs);
  }

  @Override
  public synchronized Optional<FragmentMetadata> held(
      StreamRecord stream, FragmentNumber number, long nowMs) {
    return places.find(number).map(Place::fragment);
  }

  @Override
  public int weight() {
    return weight;
  }

  /// Takes fragments until there are so many; false if there are no more now.
  private boolean fill(int wanted) throws IOException {
    while (places.size() < wanted && !complete) {
      var next = archived.next();
      if (next.isEmpty() && selection.mode() == PlaybackMode.LIVE_REPLAY) {
        next = nextArrival();
      }
      if (next.isEmpty()) {
        return false;
      }
      append(next.get());
    }
    return places.size() >= wanted;
  }

  private void append(FragmentMetadata fragment) {
    boolean onDemand = selection.mode() == PlaybackMode.ON_DEMAND;
    boolean arrival = fragment.continuity().ordinal() > selection.newestOrdinal();
    var place = behindLast(fragment, arrival);
    if (place.configurations() > CONFIGURATIONS_MAX
        || (onDemand && !places.isEmpty() && !alike.test(places.getFirst().fragment(), fragment))) {
      complete = true;
      return;
    }
    places.add(place);
    if (!arrival && places.size() <= selection.maxFragments()) {
      aheadMs = place.wallEndMs();
    }
    longestMs = Math.max(longestMs, places.getLast().longestMs());
  }

  private Place behindLast(FragmentMetadata fragment, boolean arrival) {
    if (places.isEmpty()) {
      return Place.first(fragment);
    }
    var place = places.getLast().next(fragment, selection.axis());
    long pauseMs = arrival ? pauseMs(place) : 0;
    return pauseMs > 0 ? place.after(pauseMs) : place;
  }

  /// How long the session has waited for a fragment that was not there when it was created; short
  /// waits do not count, as short gaps of live sessions do not.
  private long pauseMs(Place place) {
    // What its first playlist listed it was ahead from the beginning.
    long dueMs = selection.createdAtMs() + place.wallEndMs() - aheadMs;
    long waitedMs = place.ingestedMs() - dueMs;
    return waitedMs > Continuity.GAP_MS ? waitedMs : 0;
  }

  /// The next fragment that arrived after the session was created and continues it.
  private Optional<FragmentMetadata> nextArrival() throws IOException {
    while (true) {
      var row = store.afterOrdinal(scope, arrived, 1).stream().findFirst();
      if (row.isEmpty()) {
        return row;
      }
      arrived = row.get().continuity().ordinal();
      if (continues(row.get())) {
        return row;
      }
    }
  }

  private boolean continues(FragmentMetadata row) {
    long startMs = row.timeMs(selection.axis());
    boolean inRange = startMs >= selection.startMs() && startMs <= selection.endMs();
    boolean inTime =
        selection.endMs() == Long.MAX_VALUE
            || row.number().serverTimeMs() <= selection.endMs() + LATE_MS;
    return inRange
        && inTime
        && (places.isEmpty() || startMs > places.getLast().fragment().timeMs(selection.axis()));
  }
}
