package io.kinora.server.playback.session;

import io.kinora.media.sample.PlayableTrack;
import io.kinora.media.sample.SampleTable;
import io.kinora.media.ts.TsSegment;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.ApiException;
import io.kinora.server.live.LiveFragment;
import io.kinora.server.live.LiveStreams;
import io.kinora.server.playback.Container;
import io.kinora.server.playback.PlayableTracks;
import io.kinora.server.playback.PlaybackConfig;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentQuery;
import io.kinora.store.FragmentStore;
import io.kinora.store.ReadScope;
import io.kinora.store.StreamRecord;
import io.kinora.store.TimeAxis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// Creates sessions, and finds what they play.
public final class Sessions {
  /// A stream whose newest fragment began earlier is not live.
  static final long LIVE_MS = 30_000;

  /// Places of sessions in memory.
  private static final int PLACES_MAX = 50_000;

  /// Octets of the heap that one takes with its row.
  private static final int PLACE_BYTES = 320;

  /// Rows of live streams in memory.
  private static final int LIVE_ROWS_MAX = 32_768;

  /// Octets of the heap that one takes.
  private static final int ROW_BYTES = 256;

  /// Fragments that tell how long those of a live stream may become.
  private static final int SAMPLE_FRAGMENTS = 20;

  /// Sessions whose first fragments are remembered.
  private static final int SAMPLES_MAX = 4096;

  /// Octets of the heap that those of a session take.
  private static final int SAMPLE_BYTES = 1024;

  /// Fragments of which it is remembered whether they were sent before.
  private static final int ORIGINALS_MAX = 32_768;

  /// The same of fragments that are still arriving.
  private static final int ARRIVING_MAX = 4096;

  /// Octets of the heap that it takes to remember it of one.
  private static final int ORIGINAL_BYTES = 128;

  /// Octets of the heap that all this takes at most.
  public static final long REMEMBERED_BYTES =
      (long) PLACES_MAX * PLACE_BYTES
          + (long) LIVE_ROWS_MAX * ROW_BYTES
          + (long) SAMPLES_MAX * SAMPLE_BYTES
          + (long) (ORIGINALS_MAX + ARRIVING_MAX) * ORIGINAL_BYTES;

  /// Lower than all ordinals.
  private static final long NONE = 0;

  /// How often one moment is looked for.
  private static final int REPEATS_MAX = 64;

  private final FragmentStore store;
  private final LiveRows newest;
  private final Fragments fragments;
  private final PlaybackConfig config;
  private final LiveStreams streams;
  private final Timelines timelines;
  private final Recent<FragmentNumber, Long> originals = new Recent<>(ORIGINALS_MAX);
  private final Recent<FragmentNumber, Long> originalsOfArriving = new Recent<>(ARRIVING_MAX);
  private final Recent<Session, SessionSample> samples = new Recent<>(SAMPLES_MAX);

  public Sessions(
      FragmentStore store, Fragments fragments, LiveStreams streams, PlaybackConfig config) {
    this.store = store;
    this.config = config;
    this.streams = streams;
    this.newest = new LiveRows(store, streams, LIVE_ROWS_MAX);
    this.fragments = fragments;
    this.timelines = new Timelines(store, newest, config.deduplication(), this::alike, PLACES_MAX);
  }

  /// A session that is about to be created.
  ///
  /// @param listed what its first playlist lists, one or more
  /// @param longestMs the longest of those, and of the last fragments before them
  /// @param timeline what they were read into, unless it is live
  public record Beginning(
      Selection selection,
      long expiresAtMs,
      TrackSet tracks,
      Session.Origin first,
      List<Place> listed,
      long longestMs,
      Optional<Timeline> timeline) {}

  /// Decides where a session begins and what it plays; throws [ApiException] if there is nothing to
  /// play.
  public Beginning begin(StreamRecord stream, SessionRequest asked, Container container, long nowMs)
      throws IOException {
    asked.range().checkAgainst(stream, nowMs, config.earlyStart());
    var range = asked.range();
    boolean live = asked.mode() == PlaybackMode.LIVE;
    int looked = live ? Math.max(asked.maxFragments(), SAMPLE_FRAGMENTS) : 1;
    var newest = store.newest(ReadScope.archive(stream, nowMs), looked);
    var selection =
        new Selection(
            asked.mode(),
            range.clock(),
            range.startMs() == null ? 0 : range.startMs(),
            range.endMs() == null ? Long.MAX_VALUE : range.endMs(),
            asked.maxFragments(),
            nowMs,
            newest.isEmpty() ? 0 : newest.getFirst().continuity().ordinal());
    var run = live ? live(newest, nowMs) : List.<FragmentMetadata>of();
    var timeline = live ? Optional.<Timeline>empty() : Optional.of(timelines.of(selection, stream));
    var listed =
        timeline.isPresent()
            ? timeline.get().window(stream, nowMs).places()
            : places(run.subList(0, Math.min(asked.maxFragments(), run.size())), selection.axis());
    var first = listed.getFirst().fragment();
    var tracks = fragments.tracks(first, container);
    long baseMs = first.timeMs(selection.axis()) + leadMs(first, tracks);
    var origin =
        new Session.Origin(
            first.number(), first.continuity(), first.presentation().configuration(), baseMs);
    return new Beginning(
        selection,
        nowMs + asked.expiresSeconds() * 1000L,
        TrackSet.of(tracks),
        origin,
        listed,
        Stream.concat(listed.stream(), run.stream().map(Place::first))
            .mapToLong(Place::longestMs)
            .max()
            .orElseThrow(),
        timeline);
  }

  /// How much earlier than shown the video of the first fragments has to be decoded, in ticks of 90
  /// kHz.
  public long reorderTicks(Beginning beginning) throws IOException {
    long most = 0;
    int count = Math.min(beginning.listed().size(), SampledRates.FRAGMENTS);
    for (var place : beginning.listed().subList(0, count)) {
      most = Math.max(most, reorderTicks(place.fragment()));
    }
    return most;
  }

  private long reorderTicks(FragmentMetadata row) throws IOException {
    try {
      var video = fragments.tracks(row, Container.HLS_TS).video();
      return video.isPresent() ? TsSegment.reorderDelay(fragments.samples(row, video.get())) : 0;
    } catch (ApiException _) {
      // Not playable: it says nothing about the others.
      return 0;
    }
  }

  /// The session that begins there. Its player is about to ask for what was read to begin it.
  public Session create(StreamRecord stream, Beginning beginning, Format format) {
    var session =
        new Session(
            stream.id(),
            beginning.selection(),
            beginning.expiresAtMs(),
            beginning.tracks(),
            beginning.first(),
            format);
    beginning.timeline().ifPresent(timeline -> timelines.begin(session, timeline));
    return session;
  }

  /// The newest fragments as far back as they have the tracks of the very newest: a player that
  /// begins now has no use for what its session could not go on with. The last one first.
  private List<FragmentMetadata> live(List<FragmentMetadata> newest, long nowMs) {
    if (newest.isEmpty() || newest.getFirst().number().serverTimeMs() < nowMs - LIVE_MS) {
      throw nothingFound();
    }
    var last = newest.getFirst();
    int count = 1;
    while (count < newest.size()
        && newest.get(count).continuity().ordinal() == last.continuity().ordinal() - count
        && alike(last, newest.get(count))) {
      count++;
    }
    return newest.subList(0, count);
  }

  private static List<Place> places(List<FragmentMetadata> newestFirst, TimeAxis axis) {
    var rows = newestFirst.reversed();
    var first = rows.getFirst().continuity();
    return rows.stream().map(row -> Place.live(first, axis, row)).toList();
  }

  /// How much earlier than the fragment its earliest frame is shown, as a negative number of
  /// milliseconds.
  private long leadMs(FragmentMetadata row, PlayableTracks tracks) throws IOException {
    long lead = 0;
    for (var track : tracks.all()) {
      lead = Math.min(lead, fragments.startMs(row, track));
    }
    return lead;
  }

  /// The timeline of a request's session.
  public Timeline timeline(PlaybackRequest request) throws IOException {
    return timelines.of(request.session(), request.stream());
  }

  /// What the first fragments of a session are like, or, once they have been trimmed, the first of
  /// those that are left.
  public SessionSample sample(PlaybackRequest request) throws IOException {
    return samples.get(request.session(), () -> sampled(request));
  }

  private SessionSample sampled(PlaybackRequest request) throws IOException {
    var session = request.session();
    var video = new SampledRates.Sum();
    var audio = new SampledRates.Sum();
    boolean independent = true;
    PlayableTracks tracks = null;
    for (var row : firstRows(request)) {
      if (plays(session, row)) {
        var own = fragments.tracks(row, Container.DASH);
        tracks = tracks == null ? own : tracks;
        independent &= row.presentation().independent();
        add(row, own.video(), video);
        add(row, own.audio(), audio);
      }
    }
    if (tracks == null) {
      throw Timelines.nothingLeft();
    }
    return new SessionSample(tracks, video.rates(), audio.rates(), independent);
  }

  private void add(FragmentMetadata row, Optional<PlayableTrack> track, SampledRates.Sum rates)
      throws IOException {
    if (track.isPresent()) {
      try {
        rates.add(fragments.samples(row, track.get()));
      } catch (ApiException _) {
        // Trimmed meanwhile, or not playable: it says nothing about the others.
      }
    }
  }

  /// The first fragments of a session that are still there, of those that were there when it was
  /// created: what follows from them must not change when others come.
  public List<FragmentMetadata> firstRows(PlaybackRequest request) throws IOException {
    var timeline = timeline(request);
    var rows = new ArrayList<FragmentMetadata>();
    var selection = request.session().selection();
    int count = Math.min(selection.maxFragments(), SampledRates.FRAGMENTS);
    for (int position = 0; position < count; position++) {
      timeline
          .at(request.stream(), position, request.nowMs())
          .filter(place -> place.fragment().continuity().ordinal() <= selection.newestOrdinal())
          .ifPresent(place -> rows.add(place.fragment()));
    }
    return rows.isEmpty()
        ? timeline.window(request.stream(), request.nowMs()).places().stream()
            .map(Place::fragment)
            .limit(SampledRates.FRAGMENTS)
            .toList()
        : List.copyOf(rows);
  }

  /// Whether somebody sends frames to a stream as they are made.
  public boolean isFlowing(StreamRecord stream) throws IOException {
    return streams.of(stream).isFlowing();
  }

  /// Whether a session can play a fragment.
  public boolean plays(Session session, FragmentMetadata row) {
    try {
      return fragments.plays(session.tracks(), row);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// The fragment that a player asks for by its number; throws [ApiException] if the session does
  /// not reach to it.
  public FragmentMetadata fragment(PlaybackRequest request, String digits) throws IOException {
    var number =
        FragmentNumber.parse(digits)
            .orElseThrow(
                () -> ApiError.INVALID_ARGUMENT.because("FragmentNumber must have 47 digits."));
    return find(request, number)
        .filter(row -> reaches(request.session(), row))
        .orElseThrow(Fragments::gone);
  }

  /// Fragments may expire while they are played: they are there until erased, which is found out
  /// when one is opened.
  private Optional<FragmentMetadata> find(PlaybackRequest request, FragmentNumber number)
      throws IOException {
    var scope = ReadScope.archive(request.stream(), request.session().selection().createdAtMs());
    if (number.serverTimeMs() < scope.notBeforeMs()) {
      return Optional.empty();
    }
    var held = timelines.held(request.session(), request.stream(), number, request.nowMs());
    return held.isPresent() ? held : store.find(scope, number);
  }

  private static boolean reaches(Session session, FragmentMetadata row) {
    var selection = session.selection();
    long startMs = row.timeMs(selection.axis());
    return selection.mode() == PlaybackMode.LIVE
        ? row.continuity().ordinal() >= session.first().continuity().ordinal()
        : startMs >= selection.startMs() && startMs <= selection.endMs();
  }

  /// Whether a live session has played the moment of a fragment before: a producer that lost its
  /// connection sends again what was not acknowledged. What was sent first was published, and
  /// counts.
  public boolean repeats(PlaybackRequest request, FragmentMetadata row) {
    if (request.session().axis() == TimeAxis.SERVER) {
      return false;
    }
    long original = original(row);
    return original < row.continuity().ordinal() && isPlayed(request, original);
  }

  /// The same of a fragment that is still arriving.
  public boolean repeats(PlaybackRequest request, LiveFragment.Identity arriving)
      throws IOException {
    return request.session().axis() == TimeAxis.PRODUCER
        && isPlayed(
            request,
            originalsOfArriving.get(
                arriving.number(),
                () ->
                    readOriginal(
                            request.session().streamId(),
                            arriving.number(),
                            arriving.producerTimeMs())
                        .orElse(NONE)));
  }

  private static boolean isPlayed(PlaybackRequest request, long ordinal) {
    return ordinal >= request.session().first().continuity().ordinal();
  }

  private long original(FragmentMetadata row) {
    try {
      return originals.get(
          row.number(),
          () ->
              readOriginal(row.streamId(), row.number(), row.producerTimeMs())
                  .orElse(row.continuity().ordinal()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// The ordinal of the first stored fragment that starts when this one does.
  private OptionalLong readOriginal(long streamId, FragmentNumber number, long start)
      throws IOException {
    var everything = new ReadScope(streamId, Long.MIN_VALUE, true);
    return store
        .list(
            new FragmentQuery(
                everything, TimeAxis.PRODUCER, start, start, Optional.empty(), REPEATS_MAX))
        .stream()
        .filter(other -> config.deduplication().arrivedTogether(other.number(), number))
        .mapToLong(other -> other.continuity().ordinal())
        .min();
  }

  /// A track of a fragment that a session can play; throws [ApiException] if it cannot.
  public PlayableTrack track(Session session, FragmentMetadata row, long number)
      throws IOException {
    var tracks = fragments.tracks(row, Container.DASH);
    if (!TrackSet.of(tracks).equals(session.tracks())) {
      throw ApiError.UNSUPPORTED_STREAM_MEDIA_TYPE.because(
          "The tracks of fragment %s are not those of the streaming session."
              .formatted(row.number()));
    }
    return tracks.all().stream()
        .filter(track -> track.track().number() == number)
        .findFirst()
        .orElseThrow(
            () ->
                ApiError.INVALID_ARGUMENT.because(
                    "The streaming session has no track %d.".formatted(number)));
  }

  /// The samples of a track of a fragment that a session can play.
  public SampleTable samples(Session session, FragmentMetadata row, long number)
      throws IOException {
    return fragments.samples(row, track(session, row, number));
  }

  /// The samples of a track of a fragment that a session can play; empty if it is stored in a form
  /// that MP4 does not have.
  public Optional<SampleTable> unconverted(Session session, FragmentMetadata row, long number)
      throws IOException {
    return fragments.unconverted(row, track(session, row, number));
  }

  /// The samples of all tracks of a fragment that a session can play, video first.
  public List<SampleTable> samples(Session session, FragmentMetadata row) throws IOException {
    var tables = new ArrayList<SampleTable>();
    for (long number : List.of(session.tracks().video(), session.tracks().audio())) {
      if (number != 0) {
        tables.add(samples(session, row, number));
      }
    }
    return tables;
  }

  private boolean alike(FragmentMetadata one, FragmentMetadata other) {
    if (one.presentation().configuration() == other.presentation().configuration()) {
      return true;
    }
    try {
      return fragments.plays(TrackSet.of(fragments.tracks(one, Container.DASH)), other);
    } catch (ApiException _) {
      return false;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static ApiException nothingFound() {
    return ApiError.RESOURCE_NOT_FOUND.because(
        "No fragments found in the stream for the streaming request.");
  }
}
