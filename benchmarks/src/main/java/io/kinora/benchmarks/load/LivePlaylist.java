package io.kinora.benchmarks.load;

import java.util.ArrayList;
import java.util.List;

/// What a player takes from a live media playlist.
///
/// @param sequence of the segment behind the last one that is whole
/// @param arriving how many parts of it are there
/// @param targetNs the target duration
/// @param segments URIs of whole segments
/// @param parts URIs of parts
record LivePlaylist(
    long sequence, int arriving, long targetNs, List<String> segments, List<String> parts) {
  static final LivePlaylist NONE = new LivePlaylist(-1, 0, 0, List.of(), List.of());

  private static final String SEQUENCE = "#EXT-X-MEDIA-SEQUENCE:";
  private static final String TARGET = "#EXT-X-TARGETDURATION:";
  private static final String PART = "#EXT-X-PART:";
  private static final String URI = "URI=\"";

  static LivePlaylist parse(String text) {
    long sequence = 0;
    int arriving = 0;
    long targetNs = 0;
    var segments = new ArrayList<String>();
    var parts = new ArrayList<String>();
    for (var line : text.split("\n")) {
      if (line.startsWith(SEQUENCE)) {
        sequence = Long.parseLong(line.substring(SEQUENCE.length()));
      } else if (line.startsWith(TARGET)) {
        targetNs = Long.parseLong(line.substring(TARGET.length())) * 1_000_000_000;
      } else if (line.startsWith(PART)) {
        int from = line.indexOf(URI) + URI.length();
        parts.add(line.substring(from, line.indexOf('"', from)));
        arriving++;
      } else if (!line.isBlank() && !line.startsWith("#")) {
        segments.add(line);
        arriving = 0;
      }
    }
    return new LivePlaylist(sequence + segments.size(), arriving, targetNs, segments, parts);
  }

  /// How far it reaches: the URI of the newest media without its token, so that it is the same text
  /// for all who have got as far.
  String position() {
    var media = arriving == 0 ? segments : parts;
    return media.isEmpty() ? "" : media.getLast().replaceFirst("SessionToken=[^&]*", "");
  }

  /// Asks for the playlist that has one part more, RFC 8216bis, section 6.2.5.2.
  String blocking() {
    return "&_HLS_msn=" + sequence + "&_HLS_part=" + arriving;
  }
}
