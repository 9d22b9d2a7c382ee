package io.kinora.server.playback.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.CountedReads;
import io.kinora.server.KinoraConfig;
import io.kinora.server.live.LiveFragment;
import io.kinora.server.live.LiveStreams;
import io.kinora.server.live.PagePool;
import io.kinora.server.playback.session.Footage.Look;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentStore;
import io.kinora.store.NewFragment;
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
  private int appended;

  @BeforeEach
  void record() throws IOException {
    store = LocalStore.open(StoreConfig.in(directory));
    stream =
        store.streams().create("camera", "v1", 24, new TreeMap<>(), new TreeMap<>()).orElseThrow();
    timelines = restarted();
    var stored = new ArrayList<CompletableFuture<FragmentMetadata>>();
    for (int i = 0; i < FRAGMENTS; i++) {
      var look = i < CHANGED ? Look.VIDEO : Look.OTHER_VIDEO;
      long startMs = T0 + 1000L * i;
      stored.add(
          store.append(new Footage(look, startMs, startMs, 25).fragment(stream.id(), i + 1)));
    }
    stored.forEach(row -> rows.add(row.join()));
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

  @Test
  void aReplayTakesAllThatArrivesBetweenFragmentsThatAreNotKept() throws IOException {
    long startMs = rows.getLast().producerTimeMs();
    var timeline =
        timelines.of(
            new Selection(
                PlaybackMode.LIVE_REPLAY,
                TimeAxis.SERVER,
                startMs,
                Long.MAX_VALUE,
                LISTED,
                startMs,
                FRAGMENTS),
            stream);
    var kept = new ArrayList<>(List.of(rows.getLast()));
    for (boolean archived : new boolean[] {false, true, false, true, true, true}) {
      var row = append(archived);
      if (archived) {
        kept.add(row);
      }
    }

    assertThat(timeline.window(stream, startMs).places())
        .extracting(Place::fragment)
        .isEqualTo(kept);
  }

  @Test
  void aLiveListIsReadOnceForEachFragmentThatIsStoredHoweverFarItReaches() throws IOException {
    var reads = new CountedReads();
    var counted = reads.around(store);
    var streams = new LiveStreams(counted, Runnable::run);
    var live = streams.of(stream);
    var format =
        new Format.Hls(
            Format.ContainerFormat.FRAGMENTED_MP4,
            Format.Discontinuities.NEVER,
            false,
            30,
            0,
            false);
    var session = session(PlaybackMode.LIVE, 0, format);
    var timeline = new LiveTimeline(counted, new LiveRows(counted, streams, 1000), session);
    long now = T0 + 1000L * FRAGMENTS;
    assertThat(timeline.window(stream, now).places()).hasSize(90);

    append(true);
    live.stored(new LiveFragment(new PagePool(4 * PagePool.PAGE_BYTES, 1)), 0);
    long before = reads.count();

    assertThat(timeline.window(stream, now).places()).hasSize(90);
    assertThat(reads.count()).isEqualTo(before + 1);
  }

  @Test
  void whatAReplayHasListedIsFoundWithoutTheIndex() throws IOException {
    var reads = new CountedReads();
    var replays = timelines(reads.around(store));
    var session = replay(0);
    replays.of(session, stream).window(stream, T0);
    long before = reads.count();

    assertThat(replays.held(session, stream, rows.get(LISTED - 1).number(), T0))
        .contains(rows.get(LISTED - 1));
    assertThat(replays.held(session, stream, rows.get(FRAGMENTS - 1).number(), T0)).isEmpty();
    assertThat(replays.held(replay(1), stream, rows.getFirst().number(), T0)).isEmpty();
    assertThat(reads.count()).isEqualTo(before);
  }

  private FragmentMetadata append(boolean archived) {
    int next = FRAGMENTS + ++appended;
    long startMs = T0 + 1000L * next;
    var like = new Footage(Look.OTHER_VIDEO, startMs, startMs, 25).fragment(stream.id(), next);
    return store
        .append(
            new NewFragment(
                like.streamId(),
                like.number(),
                like.producerTimeMs(),
                like.lengthMs(),
                like.durationMs(),
                like.presentation(),
                archived,
                like.header(),
                like.leading(),
                like.frameTable(),
                like.media(),
                like.clusterBytes()))
        .join();
  }

  private Timelines restarted() {
    return timelines(store);
  }

  private static Timelines timelines(FragmentStore store) {
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
    return session(PlaybackMode.LIVE_REPLAY, id, new Format.Dash(false, false, T0));
  }

  private Session session(PlaybackMode mode, long id, Format format) {
    var first = rows.getFirst();
    return new Session(
        stream.id(),
        new Selection(
            mode,
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
        format);
  }
}
