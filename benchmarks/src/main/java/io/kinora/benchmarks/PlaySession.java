package io.kinora.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/// A session of a player, made as players make theirs.
///
/// @param api of the server
/// @param playlist path of the media playlist, or of the manifest of DASH
record PlaySession(Api api, String playlist) {
  private static final int FRAGMENTS_MAX = 5000;

  /// Recorded media, from a time of the producer's on.
  ///
  /// @param container FRAGMENTED_MP4 or MPEG_TS
  static PlaySession hls(Api api, String stream, String container, long fromMs, long lengthMs)
      throws IOException {
    return ofMaster(
        api,
        """
        {"StreamName":"%s","PlaybackMode":"ON_DEMAND","ContainerFormat":"%s",\
        "MaxMediaPlaylistFragmentResults":%d,"HLSFragmentSelector":%s}"""
            .formatted(stream, container, FRAGMENTS_MAX, selector(fromMs, lengthMs)));
  }

  /// What is live.
  static PlaySession liveHls(Api api, String stream) throws IOException {
    return ofMaster(
        api,
        """
        {"StreamName":"%s","PlaybackMode":"LIVE"}"""
            .formatted(stream));
  }

  static PlaySession dash(Api api, String stream, long fromMs, long lengthMs) throws IOException {
    var answer =
        api.call(
            "/getDASHStreamingSessionURL",
            """
            {"StreamName":"%s","PlaybackMode":"ON_DEMAND","MaxManifestFragmentResults":%d,\
            "DASHFragmentSelector":%s}"""
                .formatted(stream, FRAGMENTS_MAX, selector(fromMs, lengthMs)));
    return new PlaySession(
        api, path(URI.create(answer.required("DASHStreamingSessionURL").stringValue())));
  }

  private static PlaySession ofMaster(Api api, String request) throws IOException {
    var answer = api.call("/getHLSStreamingSessionURL", request);
    var master = URI.create(answer.required("HLSStreamingSessionURL").stringValue());
    return new PlaySession(api, path(master.resolve(lines(api.text(path(master))).getFirst())));
  }

  /// Paths of all segments.
  List<String> segments() throws IOException {
    var base = URI.create(playlist);
    return lines(api.text(playlist)).stream().map(line -> base.resolve(line).toString()).toList();
  }

  /// The URIs of a playlist.
  private static List<String> lines(String playlist) {
    return playlist.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
  }

  private static String path(URI uri) {
    return uri.getRawPath() + "?" + uri.getRawQuery();
  }

  private static String selector(long fromMs, long lengthMs) {
    return """
        {"FragmentSelectorType":"PRODUCER_TIMESTAMP","TimestampRange":{"StartTimestamp":%d.%03d,\
        "EndTimestamp":%d}}"""
        .formatted(fromMs / 1000, fromMs % 1000, (fromMs + lengthMs) / 1000 + 1);
  }
}
