package io.kinora.server.playback.session;

import io.kinora.server.api.ApiError;
import io.kinora.server.api.ApiException;
import io.kinora.server.playback.Deduplication;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentStore;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.BiPredicate;

/// The timelines of sessions, those used last kept in memory. What is forgotten is read anew from
/// the index, with the same numbers.
public final class Timelines {
  private final FragmentStore store;
  private final LiveRows newest;
  private final Deduplication deduplication;
  private final BiPredicate<FragmentMetadata, FragmentMetadata> alike;
  private final int placesMax;
  private final LinkedHashMap<Session, Entry> known = new LinkedHashMap<>(64, 0.75f, true);
  private int places;

  /// A timeline in memory.
  private static final class Entry {
    final Timeline timeline;

    /// What it was when the timeline was used last.
    int weight;

    Entry(Timeline timeline) {
      this.timeline = timeline;
    }
  }

  /// @param alike whether two fragments have the same set of tracks
  /// @param placesMax what all timelines in memory hold together, at most, beyond the one in use
  Timelines(
      FragmentStore store,
      LiveRows newest,
      Deduplication deduplication,
      BiPredicate<FragmentMetadata, FragmentMetadata> alike,
      int placesMax) {
    this.store = store;
    this.newest = newest;
    this.deduplication = deduplication;
    this.alike = alike;
    this.placesMax = placesMax;
  }

  /// The timeline of a session; throws [ApiException] if it cannot be made any more.
  Timeline of(Session session, StreamRecord stream) throws IOException {
    return session.mode() == PlaybackMode.LIVE ? live(session) : archive(session, stream);
  }

  /// The timeline of a session that is about to be created.
  Timeline of(Selection selection, StreamRecord stream) {
    return new ArchiveTimeline(store, stream, selection, deduplication, alike);
  }

  /// A fragment of a session, if its timeline is in memory and holds it: a player asks for what a
  /// playlist has just told it.
  Optional<FragmentMetadata> held(
      Session session, StreamRecord stream, FragmentNumber number, long nowMs) throws IOException {
    var timeline = remembered(session);
    return timeline.isEmpty() ? Optional.empty() : timeline.get().held(stream, number, nowMs);
  }

  /// Keeps the timeline that a session was created with.
  void begin(Session session, Timeline timeline) {
    remember(session, timeline);
  }

  private Timeline live(Session session) {
    return remembered(session)
        .orElseGet(() -> remember(session, new LiveTimeline(store, newest, session)));
  }

  /// When the first fragments have been trimmed, the places of the others cannot be counted any
  /// more: then the session is over, rather than other than it was.
  private Timeline archive(Session session, StreamRecord stream) throws IOException {
    var found = remembered(session);
    if (found.isPresent()) {
      return found.get();
    }
    var timeline = of(session.selection(), stream);
    var first = timeline.at(stream, 0, session.selection().createdAtMs());
    if (first.isEmpty() || !first.get().fragment().number().equals(session.first().number())) {
      throw nothingLeft();
    }
    return remember(session, timeline);
  }

  private synchronized Optional<Timeline> remembered(Session session) {
    var entry = known.get(session);
    if (entry == null) {
      return Optional.empty();
    }
    weigh(entry);
    return Optional.of(entry.timeline);
  }

  private synchronized Timeline remember(Session session, Timeline timeline) {
    var entry = known.computeIfAbsent(session, _ -> new Entry(timeline));
    weigh(entry);
    return entry.timeline;
  }

  /// Timelines grow while they are used: what one has become is counted with its next use.
  private void weigh(Entry used) {
    int weight = used.timeline.weight();
    places += weight - used.weight;
    used.weight = weight;
    while (places > placesMax && known.size() > 1) {
      places -= known.pollFirstEntry().getValue().weight;
    }
  }

  /// What all hold together, as it was when each was used last.
  synchronized int places() {
    return places;
  }

  static ApiException nothingLeft() {
    return ApiError.RESOURCE_NOT_FOUND.because(
        "The fragments of the streaming session are no longer stored.");
  }
}
