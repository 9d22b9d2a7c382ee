package io.kinora.server.clip;

import io.kinora.server.api.ApiError;
import io.kinora.server.playback.Deduplication;
import io.kinora.server.playback.FragmentSelector;
import io.kinora.server.playback.ReplyMemory;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentQuery;
import io.kinora.store.FragmentQuery.Position;
import io.kinora.store.FragmentStore;
import io.kinora.store.ReadScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The fragments of a clip: those of the range that are one recording, in the order of the clock.
final class ClipSelection {
  /// Fragments that may match. A day of fragments of half a second is fewer.
  private static final int MATCHES_MAX = 200_000;

  private static final int PAGE = 1000;

  /// Octets that a row takes while it is told what is one recording.
  private static final int MATCH_BYTES = 512;

  private final FragmentStore store;
  private final ClipConfig config;
  private final Deduplication deduplication;
  private final int matchesMax;

  ClipSelection(FragmentStore store, ClipConfig config, Deduplication deduplication) {
    this(store, config, deduplication, MATCHES_MAX);
  }

  ClipSelection(
      FragmentStore store, ClipConfig config, Deduplication deduplication, int matchesMax) {
    this.store = store;
    this.config = config;
    this.deduplication = deduplication;
    this.matchesMax = matchesMax;
  }

  /// At least one; throws [io.kinora.server.api.ApiException] if there is none.
  ///
  /// @param room for the rows that match
  List<FragmentMetadata> of(ReadScope scope, FragmentSelector selector, ReplyMemory.Room room)
      throws IOException {
    var matches = matches(scope, selector, room);
    if (matches.isEmpty()) {
      throw ApiError.RESOURCE_NOT_FOUND.because(
          "No fragments found in the stream for the clip request.");
    }
    return cutShort(deduplication.of(matches, selector.axis()));
  }

  private List<FragmentMetadata> matches(
      ReadScope scope, FragmentSelector selector, ReplyMemory.Room room) throws IOException {
    var matches = new ArrayList<FragmentMetadata>();
    Optional<Position> after = Optional.empty();
    while (true) {
      room.hold((long) MATCH_BYTES * (matches.size() + PAGE));
      var page =
          store.list(
              new FragmentQuery(
                  scope, selector.axis(), selector.startMs(), selector.endMs(), after, PAGE));
      matches.addAll(page);
      if (matches.size() > matchesMax) {
        throw ApiError.CLIENT_LIMIT_EXCEEDED.because(
            "More than %d fragments match; ask for a shorter range.".formatted(matchesMax));
      }
      if (page.size() < PAGE) {
        return matches;
      }
      var last = page.getLast();
      after = Optional.of(new Position(last.timeMs(selector.axis()), last.number()));
    }
  }

  private List<FragmentMetadata> cutShort(List<FragmentMetadata> fragments) {
    int count = 0;
    long bytes = 0;
    for (var fragment : fragments) {
      bytes += fragment.sizeBytes();
      boolean tooMany = config.maxFragments() > 0 && count == config.maxFragments();
      boolean tooMuch = config.maxSize().octets() > 0 && bytes > config.maxSize().octets();
      if (count > 0 && (tooMany || tooMuch)) {
        break;
      }
      count++;
    }
    return List.copyOf(fragments.subList(0, count));
  }
}
