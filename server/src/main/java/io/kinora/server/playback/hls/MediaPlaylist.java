package io.kinora.server.playback.hls;

import io.kinora.server.playback.session.IsoTime;
import io.kinora.store.FragmentNumber;
import java.util.List;
import java.util.Optional;

/// The text of a media playlist, RFC 8216 section 4.3.
///
/// @param version protocol version
/// @param onDemand whether the playlist is complete and never changes
/// @param targetSeconds the target duration
/// @param mediaSequence number of the first segment listed
/// @param discontinuitySequence how many discontinuity tags stood before the first segment listed
/// @param independent whether every segment can be decoded without another
/// @param ended whether nothing follows the last segment
/// @param uris of the segments
/// @param lowLatency what is told of the live edge; absent from other playlists
record MediaPlaylist(
    int version,
    boolean onDemand,
    int targetSeconds,
    long mediaSequence,
    long discontinuitySequence,
    boolean independent,
    boolean ended,
    List<Segment> segments,
    HlsUris.Segments uris,
    Optional<LowLatency> lowLatency) {
  /// Characters of the tags in front of the first segment.
  private static final int HEAD_LENGTH = 1024;

  /// Characters of the tags of a segment, with its time. There are more where something changes,
  /// and where parts are told, which is so at the live edge of low-latency playlists only.
  private static final int TAGS_LENGTH = 80;

  /// The tag of a segment that does not continue those before.
  static final String DISCONTINUITY = "#EXT-X-DISCONTINUITY\n";

  /// A segment and the tags in front of it.
  ///
  /// @param discontinuity whether timestamps or configuration do not continue those before
  /// @param map the init segment of this segment, where it differs from that of the one before
  /// @param timeMs when the segment started, if that is shown, epoch milliseconds
  /// @param parts of it, where they are told
  /// @param missing whether there is nothing to play for the duration of this segment
  record Segment(
      boolean discontinuity,
      Optional<String> map,
      Optional<Long> timeMs,
      List<LowLatency.PartLine> parts,
      long durationMs,
      boolean missing,
      FragmentNumber number) {}

  String text() {
    var text = new StringBuilder(HEAD_LENGTH + segments.size() * (TAGS_LENGTH + uris.length()));
    text.append("#EXTM3U\n#EXT-X-VERSION:").append(version).append('\n');
    if (onDemand) {
      text.append("#EXT-X-PLAYLIST-TYPE:VOD\n");
    }
    text.append("#EXT-X-TARGETDURATION:").append(targetSeconds);
    text.append("\n#EXT-X-MEDIA-SEQUENCE:").append(mediaSequence).append('\n');
    if (discontinuitySequence > 0) {
      text.append("#EXT-X-DISCONTINUITY-SEQUENCE:").append(discontinuitySequence).append('\n');
    }
    if (independent) {
      text.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
    }
    lowLatency.ifPresent(edge -> edge.appendHead(text));
    int skipped = lowLatency.map(LowLatency::skipped).orElse(0);
    lowLatency.ifPresent(edge -> edge.appendSkip(text));
    segments.stream().skip(skipped).forEach(segment -> append(segment, text));
    lowLatency.ifPresent(edge -> edge.appendTail(text));
    if (ended) {
      text.append("#EXT-X-ENDLIST\n");
    }
    return text.toString();
  }

  private void append(Segment segment, StringBuilder text) {
    if (segment.discontinuity()) {
      text.append(DISCONTINUITY);
    }
    segment.map().ifPresent(uri -> text.append("#EXT-X-MAP:URI=\"").append(uri).append("\"\n"));
    segment.timeMs().ifPresent(time -> text.append(time(time)));
    segment.parts().forEach(part -> part.append(text));
    if (segment.missing()) {
      text.append("#EXT-X-GAP\n");
    }
    text.append("#EXTINF:").append(seconds(segment.durationMs())).append(",\n");
    uris.append(text, segment.number().toString());
    text.append('\n');
  }

  /// The tag that tells when the next segment started.
  static String time(long epochMs) {
    return "#EXT-X-PROGRAM-DATE-TIME:" + IsoTime.of(epochMs) + "\n";
  }

  /// Such as `1.857` or `2.0`.
  static String seconds(long ms) {
    return Double.toString(ms / 1000.0);
  }
}
