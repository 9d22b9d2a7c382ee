package io.kinora.server.playback.hls;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// What a media playlist says to players with low latency (RFC 8216bis); others skip these lines.
///
/// @param partTargetSeconds the longest part
/// @param skipUntilSeconds older segments may be left out of an update
/// @param skipped segments that this text leaves out
/// @param arriving parts of the segment behind the last one listed
/// @param arrivingTags what stands in front of the first part of the next segment, also of one that
///     is only hinted at
/// @param hint URI of the part that comes next
/// @param reports URIs of the other renditions, with how far they reach
record LowLatency(
    double partTargetSeconds,
    double skipUntilSeconds,
    int skipped,
    List<PartLine> arriving,
    String arrivingTags,
    Optional<String> hint,
    List<Report> reports) {
  private static final double HOLD_BACK_PARTS = 3;
  private static final double MICROS_PER_SECOND = 1e6;

  /// A part as a playlist has it.
  record PartLine(String uri, double seconds, boolean independent) {
    void append(StringBuilder text) {
      text.append("#EXT-X-PART:DURATION=").append(exact(seconds));
      text.append(",URI=\"").append(uri).append('"');
      text.append(independent ? ",INDEPENDENT=YES\n" : "\n");
    }
  }

  /// How far another rendition reaches.
  ///
  /// @param part the last part of the last segment
  record Report(String uri, long sequence, int part) {}

  void appendHead(StringBuilder text) {
    double target = roundedUp(partTargetSeconds);
    text.append("#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=");
    text.append(decimal(HOLD_BACK_PARTS * target));
    text.append(",CAN-SKIP-UNTIL=").append(decimal(skipUntilSeconds));
    text.append("\n#EXT-X-PART-INF:PART-TARGET=").append(target).append('\n');
  }

  void appendSkip(StringBuilder text) {
    if (skipped > 0) {
      text.append("#EXT-X-SKIP:SKIPPED-SEGMENTS=").append(skipped).append('\n');
    }
  }

  /// Ends the text. A URI must not be its last line: hls.js takes that for a part which is to come.
  void appendTail(StringBuilder text) {
    text.append("# The live edge.\n");
    // A hint is a part of the next segment too, so it stands behind that segment's tags.
    if (!arriving.isEmpty() || hint.isPresent()) {
      text.append(arrivingTags);
    }
    arriving.forEach(part -> part.append(text));
    hint.ifPresent(
        uri -> text.append("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"").append(uri).append("\"\n"));
    for (var report : reports) {
      text.append("#EXT-X-RENDITION-REPORT:URI=\"").append(report.uri());
      text.append("\",LAST-MSN=").append(report.sequence());
      if (report.part() >= 0) {
        text.append(",LAST-PART=").append(report.part());
      }
      text.append('\n');
    }
  }

  /// To the microsecond: players sum the parts of a segment up, and take a millisecond between that
  /// and the time in the media for a break.
  private static String exact(double seconds) {
    return BigDecimal.valueOf(Math.round(seconds * MICROS_PER_SECOND), 6)
        .stripTrailingZeros()
        .toPlainString();
  }

  private static String decimal(double seconds) {
    return Double.toString(roundedUp(seconds));
  }

  /// With up to three digits behind the point: no part may be longer than the target.
  private static double roundedUp(double seconds) {
    return Math.ceil(seconds * 1000 - 1e-6) / 1000;
  }
}
