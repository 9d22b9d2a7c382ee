package io.kinora.server.playback.session;

import io.kinora.server.api.ApiError;
import io.kinora.server.api.ApiException;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentStore;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.BiPredicate;

/// The timelines of sessions, those used last kept in memory. What is forgotten is read anew from
/// the index, with the same numbers.
public final class Timelines {
  /// Places that all timelines in memory hold together, at most, beyond the one in use.
  static final int PLACES_MAX = 200_000;

  private final FragmentStore store;
  private final LiveRows newest;
  private final BiPredicate<FragmentMetadata, FragmentMetadata> alike;
  private final LinkedHashMap<Session, Timeline> known = new LinkedHashMap<>(64, 0.75f, true);

  /// @param alike whether two fragments have the same set of tracks
  Timelines(
      FragmentStore store, LiveRows newest, BiPredicate<FragmentMetadata, FragmentMetadata> alike) {
    this.store = store;
    this.newest = newest;
    this.alike = alike;
  }

  /// The timeline of a session; throws [ApiException] if it cannot be made any more.
  Timeline of(Session session, StreamRecord stream) throws IOException {
    return session.mode() == PlaybackMode.LIVE ? live(session) : archive(session, stream);
  }

  /// The timeline of a session that is about to be created.
  Timeline of(Selection selection, StreamRecord stream) {
    return new ArchiveTimeline(store, stream, selection, alike);
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
    return Optional.ofNullable(known.get(session));
  }

  private synchronized Timeline remember(Session session, Timeline timeline) {
    var first = known.putIfAbsent(session, timeline);
    var places = known.values().stream().mapToLong(Timeline::weight).sum();
    var eldest = known.entrySet().iterator();
    while (places > PLACES_MAX && known.size() > 1) {
      places -= eldest.next().getValue().weight();
      eldest.remove();
    }
    return first == null ? timeline : first;
  }

  static ApiException nothingLeft() {
    return ApiError.RESOURCE_NOT_FOUND.because(
        "The fragments of the streaming session are no longer stored.");
  }
}
