package io.kinora.server.playback.dash;

import io.kinora.media.sample.PlayableTrack;
import io.kinora.server.playback.dash.DashManifest.Attribute;
import io.kinora.server.playback.dash.DashManifest.Live;
import io.kinora.server.playback.dash.DashManifest.Period;
import io.kinora.server.playback.dash.DashManifest.Segment;
import io.kinora.server.playback.dash.DashManifest.Track;
import io.kinora.server.playback.session.Format;
import io.kinora.server.playback.session.Place;
import io.kinora.server.playback.session.PlaybackMode;
import io.kinora.server.playback.session.SampledRates;
import io.kinora.server.playback.session.Session;
import io.kinora.server.playback.session.SessionSample;
import io.kinora.server.playback.session.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes the manifest of a session from the places that it lists.
///
/// Media time is the sum of the durations before, so it has no gaps. Where a live session pauses
/// for more than a second, a new Period begins, as much later as the pause is long; so media time
/// and the wall clock stay together, and neither the start of a Period nor anything in it ever
/// changes. A Period that another follows says how long it was, so that players skip what lies
/// between.
///
/// @param token what the URIs carry
/// @param timeUrl where players learn the right time
record ManifestListing(Session session, SessionSample sample, String token, String timeUrl) {
  private static final int DELAY_SEGMENTS = 3;

  DashManifest of(Window window, long nowMs) {
    boolean onDemand = session.mode() == PlaybackMode.ON_DEMAND;
    return new DashManifest(
        format().availabilityStartMs(),
        onDemand ? Optional.empty() : Optional.of(live(window.places(), nowMs)),
        window.ended() ? Optional.of(window.places().getLast().wallEndMs()) : Optional.empty(),
        tracks(),
        periods(window));
  }

  /// How far behind the wall clock players are to stay is more while nothing comes, so that who
  /// joins then begins with what is listed.
  private Live live(List<Place> places, long nowMs) {
    long firstMs = places.getFirst().wallMs();
    long endMs = places.getLast().wallEndMs();
    long clockMs = Math.max(endMs, nowMs - format().availabilityStartMs());
    long longestMs =
        places.stream().mapToLong(place -> place.fragment().playedMs()).max().orElseThrow();
    long delayMs =
        Math.max(DELAY_SEGMENTS * longestMs, clockMs - endMs + (DELAY_SEGMENTS - 1) * longestMs);
    long depthMs = clockMs - firstMs;
    return new Live(nowMs, depthMs, Math.min(delayMs, depthMs), timeUrl);
  }

  private List<Period> periods(Window window) {
    var places = window.places();
    var periods = new ArrayList<Period>();
    int from = 0;
    for (int to = 1; to <= places.size(); to++) {
      if (to == places.size() || places.get(to).gapsMs() != places.get(from).gapsMs()) {
        periods.add(period(places.subList(from, to), to < places.size() || window.ended()));
        from = to;
      }
    }
    return periods;
  }

  private Period period(List<Place> places, boolean ended) {
    var first = places.getFirst();
    long lengthMs = places.getLast().endMs() - first.openingMs();
    return new Period(
        Long.toString(first.gapsMs()),
        first.openingMs() + first.gapsMs(),
        ended ? Optional.of(lengthMs) : Optional.empty(),
        first.openingMs(),
        first.position() + 1,
        first.elapsedMs(),
        places.stream().map(this::segment).toList());
  }

  private Segment segment(Place place) {
    var fragment = place.fragment();
    return new Segment(
        fragment.playedMs(),
        format().showsTime() ? Optional.of(fragment.timeMs(session.axis())) : Optional.empty(),
        format().showsNumber() ? Optional.of(fragment.number().toString()) : Optional.empty());
  }

  private List<Track> tracks() {
    var tracks = new ArrayList<Track>();
    sample.tracks().video().ifPresent(video -> tracks.add(video(video)));
    sample.tracks().audio().ifPresent(audio -> tracks.add(audio(audio)));
    return tracks;
  }

  private Track video(PlayableTrack track) {
    var description = track.codec().describe();
    var attributes = common(description.rfc6381(), sample.video());
    if (description.width() > 0 && description.height() > 0) {
      attributes.add(new Attribute("width", Integer.toString(description.width())));
      attributes.add(new Attribute("height", Integer.toString(description.height())));
    }
    frameRate(sample.video().framesPerSecond())
        .ifPresent(rate -> attributes.add(new Attribute("frameRate", rate)));
    return track(track, attributes, 0);
  }

  private Track audio(PlayableTrack track) {
    var description = track.codec().describe();
    var attributes = common(description.rfc6381(), sample.audio());
    if (description.samplingRate() > 0) {
      attributes.add(
          new Attribute("audioSamplingRate", Integer.toString(description.samplingRate())));
    }
    return track(track, attributes, description.channels());
  }

  private Track track(PlayableTrack track, List<Attribute> attributes, int channels) {
    long number = track.track().number();
    return new Track(
        number,
        track.isVideo(),
        DashUris.media(token, number),
        DashUris.init(token, number),
        attributes,
        channels);
  }

  private static List<Attribute> common(String codecs, SampledRates rates) {
    var attributes = new ArrayList<Attribute>();
    attributes.add(new Attribute("bandwidth", Long.toString(Math.max(1, rates.peakBits()))));
    attributes.add(new Attribute("codecs", codecs));
    return attributes;
  }

  /// A whole number, or a fraction of a thousand.
  static Optional<String> frameRate(double framesPerSecond) {
    long thousandths = Math.round(framesPerSecond * 1000);
    if (thousandths == 0) {
      return Optional.empty();
    }
    long whole = Math.round(framesPerSecond);
    return Optional.of(
        Math.abs(thousandths - whole * 1000) < 10 ? Long.toString(whole) : thousandths + "/1000");
  }

  private Format.Dash format() {
    return DashUris.format(session);
  }
}
