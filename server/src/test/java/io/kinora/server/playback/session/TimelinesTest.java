package io.kinora.server.playback.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.KinoraConfig;
import io.kinora.server.live.LiveStreams;
import io.kinora.server.playback.session.Footage.Look;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.StreamRecord;
import io.kinora.store.TimeAxis;
import io.kinora.store.local.LocalStore;
import io.kinora.store.local.StoreConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Replays of a stream with a fragment each second, whose configuration changed after a while.
final class TimelinesTest {
  private static final long T0 = System.currentTimeMillis() - 3_600_000;
  private static final int FRAGMENTS = 1500;
  private static final int CHANGED = 40;
  private static final int LISTED = 5;
  private static final int PLACES_MAX = 2500;

  @TempDir Path directory;
  private final List<FragmentMetadata> rows = new ArrayList<>();
  private LocalStore store;
  private StreamRecord stream;
  private Timelines timelines;

  @BeforeEach
  void record() throws IOException {
    store = LocalStore.open(StoreConfig.in(directory));
    stream =
        store.streams().create("camera", "v1", 24, new TreeMap<>(), new TreeMap<>()).orElseThrow();
    timelines = restarted();
    var appended = new ArrayList<CompletableFuture<FragmentMetadata>>();
    for (int i = 0; i < FRAGMENTS; i++) {
      var look = i < CHANGED ? Look.VIDEO : Look.OTHER_VIDEO;
      long startMs = T0 + 1000L * i;
      appended.add(
          store.append(new Footage(look, startMs, startMs, 25).fragment(stream.id(), i + 1)));
    }
    appended.forEach(row -> rows.add(row.join()));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aReplayForgetsWhatLiesFarBehind() throws IOException {
    var session = replay(0);
    var timeline = timelines.of(session, stream);
    var early = timeline.window(stream, T0).places();
    assertThat(early).extracting(Place::fragment).isEqualTo(rows.subList(0, LISTED));

    int passed = 1400;
    long late = T0 + 1000L * passed;
    var window = timeline.window(stream, late);

    assertThat(window.places())
        .extracting(Place::fragment)
        .isEqualTo(rows.subList(passed, passed + LISTED));
    assertThat(window.before().orElseThrow().position()).isEqualTo(passed - 1);
    // The rows that were read ahead are part of what it holds.
    assertThat(timeline.weight()).isLessThan(FRAGMENTS - 100);
    assertThat(timeline.at(stream, 0, late)).contains(early.getFirst());
    assertThat(timeline.at(stream, LISTED - 1, late)).contains(early.getLast());
    assertThat(timeline.at(stream, 200, late)).isEmpty();
    assertThat(timeline.at(stream, passed - ArchiveTimeline.KEPT_BEHIND, late)).isPresent();
    assertThat(timeline.run(stream, CHANGED, late).orElseThrow().fragment())
        .isEqualTo(rows.get(CHANGED));
    assertThat(restarted().of(session, stream).window(stream, late)).isEqualTo(window);
  }

  @Test
  void whatATimelineHasBecomeIsCountedWithItsNextUse() throws IOException {
    var session = replay(0);
    var timeline = timelines.of(session, stream);
    int before = timelines.places();
    assertThat(before).isEqualTo(timeline.weight());

    timeline.window(stream, T0 + 1_400_000);
    assertThat(timeline.weight()).isNotEqualTo(before);
    timelines.of(session, stream);

    assertThat(timelines.places()).isEqualTo(timeline.weight());
  }

  @Test
  void ofTooManyTheOneUsedLeastRecentlyIsForgotten() throws IOException {
    var first = timelines.of(replay(0), stream);
    var second = timelines.of(replay(1), stream);
    assertThat(timelines.of(replay(0), stream)).isSameAs(first);
    timelines.of(replay(2), stream);

    assertThat(timelines.places()).isBetween(PLACES_MAX / 2, PLACES_MAX);
    assertThat(timelines.of(replay(0), stream)).isSameAs(first);
    assertThat(timelines.of(replay(1), stream)).isNotSameAs(second);
  }

  private Timelines restarted() {
    var live = new LiveRows(store, new LiveStreams(store, Runnable::run), 1000);
    return new Timelines(
        store,
        live,
        KinoraConfig.of(Map.of()).playback().deduplication(),
        (_, _) -> true,
        PLACES_MAX);
  }

  /// @param id sessions with others are others
  private Session replay(long id) {
    var first = rows.getFirst();
    return new Session(
        stream.id(),
        new Selection(
            PlaybackMode.LIVE_REPLAY,
            TimeAxis.SERVER,
            T0,
            Long.MAX_VALUE,
            LISTED,
            T0,
            rows.getLast().continuity().ordinal()),
        T0 + 43_200_000 + id,
        new TrackSet(1, TrackSet.Codec.AVC, 0, TrackSet.Codec.NONE),
        new Session.Origin(
            first.number(), first.continuity(), first.presentation().configuration(), T0),
        new Format.Dash(false, false, T0));
  }
}
