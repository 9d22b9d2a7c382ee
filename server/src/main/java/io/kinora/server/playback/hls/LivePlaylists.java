package io.kinora.server.playback.hls;

import io.kinora.server.api.ApiError;
import io.kinora.server.live.LiveFragment;
import io.kinora.server.live.LiveStream;
import io.kinora.server.playback.hls.LowLatency.PartLine;
import io.kinora.server.playback.hls.LowLatency.Report;
import io.kinora.server.playback.session.Place;
import io.kinora.server.playback.session.PlaybackRequest;
import io.kinora.server.playback.session.PlaylistReply;
import io.kinora.server.playback.session.Sessions;
import io.kinora.server.playback.session.Timeline;
import io.kinora.server.playback.session.Window;
import io.kinora.store.FragmentMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Media playlists of live sessions: the listing, and, for players with low latency, the parts of
/// the newest segments and of the one that arrives. A player may ask for a playlist that has a
/// certain part; then the answer waits for it.
final class LivePlaylists {
  /// Segments whose parts are told begin so many target durations before the end.
  private static final int PARTS_TARGETS = 3;

  /// Updates may leave out what is older than so many target durations.
  private static final int SKIP_TARGETS = 6;

  /// How far a player may look ahead.
  private static final int AHEAD_SEGMENTS = 2;

  private final Sessions sessions;
  private final LiveEdge edge;
  private final Parts parts;

  LivePlaylists(Sessions sessions, LiveEdge edge, Parts parts) {
    this.sessions = sessions;
    this.edge = edge;
    this.parts = parts;
  }

  /// What a player waits for.
  ///
  /// @param part -1 for the whole segment
  private record Wanted(long sequence, long part) {
    static Wanted of(PlaybackRequest request) {
      var sequence = request.number("_HLS_msn");
      var part = request.number("_HLS_part");
      if (part.isPresent() && sequence.isEmpty()) {
        throw ApiError.INVALID_ARGUMENT.because("_HLS_part needs _HLS_msn.");
      }
      return new Wanted(sequence.orElse(-1L), part.orElse(-1L));
    }
  }

  /// The live edge at a moment.
  private record State(Window window, Optional<LiveFragment> next) {
    FragmentMetadata newest() {
      return window.places().getLast().fragment();
    }

    long nextSequence() {
      return window.places().getLast().position() + 1;
    }
  }

  String text(PlaybackRequest request, Rendition rendition, MediaListing listing)
      throws IOException {
    var wanted = Wanted.of(request);
    var stream = edge.stream(request);
    long endNs = LiveEdge.patience(request);
    var timeline = sessions.timeline(request);
    while (true) {
      long news = stream.news();
      var state = state(request, stream, timeline);
      if (has(request, rendition, state, wanted)) {
        return text(request, rendition, listing, state);
      }
      if (wanted.sequence() >= state.nextSequence() + AHEAD_SEGMENTS) {
        throw ApiError.INVALID_ARGUMENT.because("_HLS_msn is too far ahead.");
      }
      LiveEdge.await(stream, news, endNs);
    }
  }

  /// Memory is looked at before the store, so that a fragment which is stored meanwhile is seen.
  private State state(PlaybackRequest request, LiveStream stream, Timeline timeline)
      throws IOException {
    var inMemory = edge.inMemory(stream);
    var window = timeline.window(request.stream(), request.nowMs());
    var newest = window.places().getLast().fragment();
    var next =
        !window.ended() && sessions.plays(request.session(), newest)
            ? edge.next(request, inMemory, newest)
            : Optional.<LiveFragment>empty();
    return new State(window, next);
  }

  private boolean has(PlaybackRequest request, Rendition rendition, State state, Wanted wanted)
      throws IOException {
    if (wanted.sequence() < state.nextSequence() || state.window().ended()) {
      return true;
    }
    return wanted.sequence() == state.nextSequence()
        && wanted.part() >= 0
        && wanted.part() < arriving(request, rendition.track(), state).size();
  }

  private List<Part> arriving(PlaybackRequest request, long track, State state) throws IOException {
    return state.next().isEmpty()
        ? List.of()
        : parts.of(request, state.next().get(), state.newest(), track).parts();
  }

  private String text(
      PlaybackRequest request, Rendition rendition, MediaListing listing, State state)
      throws IOException {
    var places = state.window().places();
    long targetMs = 1000L * listing.targetSeconds(state.window());
    long endMs = places.getLast().endMs();
    boolean skips = request.parameter("_HLS_skip").isPresent();
    var known = arriving(request, rendition.track(), state);
    long partsFromMs = endMs - PARTS_TARGETS * targetMs;
    var told =
        places.stream().filter(place -> place.endMs() > partsFromMs).map(Place::fragment).toList();
    var startMs = startMs(request, state);
    int lines = known.size();
    for (var row : told) {
      lines += parts.partsOrNone(request.session(), row, rendition.track()).size();
    }
    PlaylistReply.hold(request, places.size() + lines);
    var lowLatency =
        new LowLatency(
            parts.targetSeconds(request, told, known),
            SKIP_TARGETS * targetMs / 1000.0,
            skips ? older(places, endMs - SKIP_TARGETS * targetMs) : 0,
            lines(request, rendition, state.next().map(LivePlaylists::digits).orElse(""), known),
            startMs.isPresent()
                ? listing.arrivingTags(
                    places.getLast(),
                    timeMs(request, state.next().orElseThrow()),
                    startMs.getAsInt())
                : "",
            startMs.isPresent() ? hint(request, rendition, state, known.size()) : Optional.empty(),
            reports(request, rendition, state));
    return listing
        .of(
            state.window(),
            place -> place.endMs() > partsFromMs ? stored(request, rendition, place) : List.of(),
            Optional.of(lowLatency))
        .text();
  }

  private static int older(List<Place> places, long beforeMs) {
    return (int) places.stream().filter(place -> place.endMs() < beforeMs).count();
  }

  /// When the fragment that arrives begins to be played, after its time; what is said of it before
  /// that is known could turn out to be wrong.
  private OptionalInt startMs(PlaybackRequest request, State state) throws IOException {
    long main = request.session().tracks().main();
    return state.next().isEmpty()
        ? OptionalInt.empty()
        : parts.of(request, state.next().get(), state.newest(), main).startMs();
  }

  private static long timeMs(PlaybackRequest request, LiveFragment fragment) {
    var identity = fragment.identity();
    return switch (request.session().axis()) {
      case PRODUCER -> identity.producerTimeMs();
      case SERVER -> identity.number().serverTimeMs();
    };
  }

  private static String digits(LiveFragment fragment) {
    return fragment.identity().digits();
  }

  private List<PartLine> stored(PlaybackRequest request, Rendition rendition, Place place) {
    var row = place.fragment();
    try {
      return lines(
          request,
          rendition,
          row.number().toString(),
          parts.partsOrNone(request.session(), row, rendition.track()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static List<PartLine> lines(
      PlaybackRequest request, Rendition rendition, String number, List<Part> parts) {
    var lines = new ArrayList<PartLine>(parts.size());
    var uris = HlsUris.Segments.of(request.token(), rendition);
    for (int i = 0; i < parts.size(); i++) {
      var part = parts.get(i);
      lines.add(new PartLine(uris.part(number, i), part.seconds(), part.independent()));
    }
    return lines;
  }

  private static Optional<String> hint(
      PlaybackRequest request, Rendition rendition, State state, int part) {
    return state
        .next()
        .filter(next -> next.state() == LiveFragment.State.OPEN)
        .map(next -> HlsUris.Segments.of(request.token(), rendition).part(digits(next), part));
  }

  private List<Report> reports(PlaybackRequest request, Rendition rendition, State state)
      throws IOException {
    var tracks = request.session().tracks();
    var reports = new ArrayList<Report>();
    for (long track : List.of(tracks.video(), tracks.audio())) {
      if (track != 0 && track != rendition.track()) {
        var known = arriving(request, track, state);
        var newest = parts.partsOrNone(request.session(), state.newest(), track);
        reports.add(
            new Report(
                HlsUris.playlist(request, track),
                known.isEmpty() ? state.nextSequence() - 1 : state.nextSequence(),
                (known.isEmpty() ? newest : known).size() - 1));
      }
    }
    return reports;
  }
}
