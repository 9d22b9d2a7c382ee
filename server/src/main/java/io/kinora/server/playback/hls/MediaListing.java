package io.kinora.server.playback.hls;

import io.kinora.server.playback.hls.LowLatency.PartLine;
import io.kinora.server.playback.hls.MediaPlaylist.Segment;
import io.kinora.server.playback.session.Format;
import io.kinora.server.playback.session.Place;
import io.kinora.server.playback.session.PlaybackMode;
import io.kinora.server.playback.session.Session;
import io.kinora.server.playback.session.Window;
import io.kinora.store.Continuity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// Makes the media playlist of a rendition from the places that a session lists.
///
/// Every number is one of a [Place], so it cannot change; what may change is the
/// target duration: it rises with the longest fragment, and falls when a server that was started
/// anew finds that one trimmed. A fragment that a rendition cannot play keeps its
/// number: it is listed as missing, so that the numbers of those behind it stay what they are.
///
/// @param token what the URIs carry
/// @param playable whether the session can play a fragment
record MediaListing(Session session, Rendition rendition, String token, Predicate<Place> playable) {
  private static final int FMP4_VERSION = 7;
  private static final int TS_VERSION = 3;

  /// Of updates, which only players with low latency get.
  private static final int SKIP_VERSION = 9;

  /// The protocol version of the playlists of a session.
  static int version(boolean muxed) {
    return muxed ? TS_VERSION : FMP4_VERSION;
  }

  MediaPlaylist of(Window window) {
    return of(window, _ -> List.of(), Optional.empty());
  }

  /// With low latency, the time of each segment is shown whether it was asked for or not: players
  /// place audio beside video by it (draft-pantos-hls-rfc8216bis, appendix B.1, asks for it).
  ///
  /// @param parts of a segment, where they are told
  MediaPlaylist of(
      Window window, Function<Place, List<PartLine>> parts, Optional<LowLatency> lowLatency) {
    var places = window.places();
    var first = places.getFirst();
    return new MediaPlaylist(
        lowLatency.map(LowLatency::skipped).orElse(0) > 0 ? SKIP_VERSION : version(isMuxed()),
        session.mode() == PlaybackMode.ON_DEMAND,
        targetSeconds(window),
        first.position(),
        window.before().map(this::discontinuities).orElseGet(() -> discontinuitiesBefore(first)),
        places.stream().allMatch(place -> place.fragment().presentation().independent()),
        window.ended(),
        segments(window, parts, format().showsTime() || lowLatency.isPresent()),
        HlsUris.Segments.of(token, rendition),
        lowLatency);
  }

  int targetSeconds(Window window) {
    return Math.max(format().targetSeconds(), (int) Math.ceilDiv(window.longestMs(), 1000L));
  }

  /// The tags in front of the parts of a segment that has not arrived completely.
  ///
  /// @param timeMs when its fragment starts, epoch milliseconds
  /// @param startMs when it begins to be played, after that
  String arrivingTags(Place last, long timeMs, int startMs) {
    long gapMs = timeMs + startMs - last.fragment().playedToMs(session.axis());
    boolean discontinuity =
        switch (format().discontinuities()) {
          case ALWAYS -> true;
          case NEVER -> false;
          case ON_DISCONTINUITY -> Math.abs(gapMs) > Continuity.TOLERANCE_MS;
        };
    return (discontinuity ? MediaPlaylist.DISCONTINUITY : "") + MediaPlaylist.time(timeMs);
  }

  /// How many discontinuity tags there are in the session up to and including this place. A tag
  /// stands where this number rises.
  private long discontinuities(Place place) {
    return switch (format().discontinuities()) {
      case ALWAYS -> place.position() + 1;
      case NEVER -> place.configurations();
      case ON_DISCONTINUITY -> place.breaks();
    };
  }

  /// The same for the places in front of one whose predecessor is not known. Whether this one has a
  /// tag of its own is then not known either: it is counted as one that has been removed already,
  /// which gives all that follow the number they had.
  private long discontinuitiesBefore(Place place) {
    return switch (format().discontinuities()) {
      case ALWAYS -> place.position();
      case NEVER, ON_DISCONTINUITY -> discontinuities(place);
    };
  }

  private List<Segment> segments(
      Window window, Function<Place, List<PartLine>> parts, boolean showsTime) {
    var segments = new ArrayList<Segment>(window.places().size());
    long tags =
        window
            .before()
            .map(this::discontinuities)
            .orElseGet(() -> discontinuitiesBefore(window.places().getFirst()));
    long map = -1;
    for (var place : window.places()) {
      boolean missing = durationMs(place) == 0 || !playable.test(place);
      boolean mapped = !missing && !isMuxed() && place.configurationPosition() != map;
      segments.add(
          new Segment(
              discontinuities(place) > tags,
              mapped
                  ? Optional.of(
                      HlsUris.init(token, rendition.track(), place.configurationPosition()))
                  : Optional.empty(),
              showsTime ? Optional.of(place.fragment().timeMs(session.axis())) : Optional.empty(),
              missing ? List.of() : parts.apply(place),
              durationMs(place) > 0 ? durationMs(place) : place.fragment().playedMs(),
              missing,
              place.fragment().number()));
      tags = discontinuities(place);
      map = mapped ? place.configurationPosition() : map;
    }
    return segments;
  }

  private int durationMs(Place place) {
    return rendition.durationMs(place.fragment().presentation());
  }

  private boolean isMuxed() {
    return rendition.kind() == Rendition.Kind.MUXED;
  }

  private Format.Hls format() {
    return HlsUris.format(session);
  }
}
