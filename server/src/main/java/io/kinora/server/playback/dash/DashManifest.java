package io.kinora.server.playback.dash;

import io.kinora.server.playback.session.IsoTime;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// The text of a manifest, ISO/IEC 23009-1. Media is addressed by number; durations stand one
/// behind the other without gaps, in milliseconds.
///
/// @param availabilityStartMs wall time of media time 0, epoch milliseconds
/// @param live what a manifest that changes says besides; absent from one that does not
/// @param durationMs of the whole, if it has an end
/// @param tracks video first
record DashManifest(
    long availabilityStartMs,
    Optional<Live> live,
    Optional<Long> durationMs,
    List<Track> tracks,
    List<Period> periods) {
  private static final String ON_DEMAND_PROFILE = "urn:mpeg:dash:profile:isoff-on-demand:2011";
  private static final String LIVE_PROFILE = "urn:mpeg:dash:profile:isoff-live:2011";

  /// How a manifest is reloaded.
  ///
  /// @param publishedMs when this text was made, epoch milliseconds
  /// @param depthMs how far back the list reaches
  /// @param delayMs how far behind the newest media players should stay
  /// @param timeUrl where players learn the right time
  record Live(long publishedMs, long depthMs, long delayMs, String timeUrl) {}

  /// A track.
  ///
  /// @param media URI of its segments, with `$Number$` for the number
  /// @param init URI of its init segment
  /// @param attributes of its representation
  /// @param channels of audio; 0 for video
  record Track(
      long number,
      boolean video,
      String media,
      String init,
      List<Attribute> attributes,
      int channels) {}

  /// An attribute of an element.
  record Attribute(String name, String value) {}

  /// Media without a gap in between.
  ///
  /// @param startMs media time on the timeline of the whole
  /// @param durationMs how long it is, if it has an end: the next one may begin later
  /// @param offsetMs the time in its segments that is its start
  /// @param firstNumber number of the first segment listed
  /// @param firstMs time in the first segment listed
  record Period(
      String id,
      long startMs,
      Optional<Long> durationMs,
      long offsetMs,
      long firstNumber,
      long firstMs,
      List<Segment> segments) {}

  /// A segment.
  ///
  /// @param timeMs when its fragment started, if that is shown, epoch milliseconds
  /// @param number of its fragment, if that is shown
  record Segment(long durationMs, Optional<Long> timeMs, Optional<String> number) {}

  String text() {
    var text = new StringBuilder(2048);
    text.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<MPD");
    attribute("xmlns", "urn:mpeg:dash:schema:mpd:2011", text);
    attribute("xmlns:kvs", "urn:aws:kinesisvideo:mpd:2019", text);
    attribute("profiles", live.isPresent() ? LIVE_PROFILE : ON_DEMAND_PROFILE, text);
    attribute("type", live.isPresent() ? "dynamic" : "static", text);
    attribute("availabilityStartTime", IsoTime.of(availabilityStartMs), text);
    live.ifPresent(changing -> changing(changing, text));
    durationMs.ifPresent(ms -> attribute("mediaPresentationDuration", duration(ms), text));
    attribute("minBufferTime", "PT1S", text);
    text.append(">\n");
    periods.forEach(period -> period(period, text));
    live.ifPresent(
        changing -> {
          text.append("  <UTCTiming");
          attribute("schemeIdUri", "urn:mpeg:dash:utc:http-iso:2014", text);
          attribute("value", changing.timeUrl(), text);
          text.append("/>\n");
        });
    return text.append("</MPD>\n").toString();
  }

  private void changing(Live changing, StringBuilder text) {
    attribute("publishTime", IsoTime.of(changing.publishedMs()), text);
    if (durationMs.isEmpty()) {
      attribute("minimumUpdatePeriod", "PT1S", text);
    }
    attribute("timeShiftBufferDepth", duration(changing.depthMs()), text);
    attribute("suggestedPresentationDelay", duration(changing.delayMs()), text);
  }

  private void period(Period period, StringBuilder text) {
    text.append("  <Period");
    attribute("id", period.id(), text);
    attribute("start", duration(period.startMs()), text);
    period.durationMs().ifPresent(ms -> attribute("duration", duration(ms), text));
    text.append(">\n");
    tracks.forEach(track -> adaptationSet(track, period, text));
    text.append("  </Period>\n");
  }

  private static void adaptationSet(Track track, Period period, StringBuilder text) {
    text.append("    <AdaptationSet");
    attribute("id", Long.toString(track.number()), text);
    attribute("contentType", track.video() ? "video" : "audio", text);
    attribute("segmentAlignment", "true", text);
    attribute("mimeType", track.video() ? "video/mp4" : "audio/mp4", text);
    attribute("startWithSAP", "1", text);
    text.append(">\n      <SegmentTemplate");
    attribute("media", track.media(), text);
    attribute("initialization", track.init(), text);
    attribute("timescale", "1000", text);
    attribute("startNumber", Long.toString(period.firstNumber()), text);
    if (period.offsetMs() > 0) {
      attribute("presentationTimeOffset", Long.toString(period.offsetMs()), text);
    }
    text.append(">\n        <SegmentTimeline>\n");
    String first = " t=\"" + period.firstMs() + '"';
    for (var segment : period.segments()) {
      text.append("          <S").append(first);
      attribute("d", Long.toString(segment.durationMs()), text);
      segment.timeMs().ifPresent(ms -> attribute("kvs:ts", IsoTime.of(ms), text));
      segment.number().ifPresent(number -> attribute("kvs:fn", number, text));
      text.append("/>\n");
      first = "";
    }
    text.append("        </SegmentTimeline>\n      </SegmentTemplate>\n");
    representation(track, text);
    text.append("    </AdaptationSet>\n");
  }

  private static void representation(Track track, StringBuilder text) {
    text.append("      <Representation");
    attribute("id", Long.toString(track.number()), text);
    track.attributes().forEach(each -> attribute(each.name(), each.value(), text));
    if (track.channels() == 0) {
      text.append("/>\n");
      return;
    }
    text.append(">\n        <AudioChannelConfiguration");
    attribute("schemeIdUri", "urn:mpeg:dash:23003:3:audio_channel_configuration:2011", text);
    attribute("value", Integer.toString(track.channels()), text);
    text.append("/>\n      </Representation>\n");
  }

  private static void attribute(String name, String value, StringBuilder text) {
    text.append(' ').append(name).append("=\"");
    text.append(value.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;"));
    text.append('"');
  }

  /// Such as `PT11.994S`.
  private static String duration(long ms) {
    return "PT" + BigDecimal.valueOf(ms, 3).stripTrailingZeros().toPlainString() + "S";
  }
}
