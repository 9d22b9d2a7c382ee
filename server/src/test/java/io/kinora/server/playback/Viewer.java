package io.kinora.server.playback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.Mkv;
import io.kinora.server.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A server with a stream `cam`: records it, and plays it by HLS and DASH, over real sockets.
final class Viewer implements AutoCloseable {
  private final TestServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  Viewer(Path data) throws Exception {
    this(data, Map.of());
  }

  /// @param settings keys and values that differ from the defaults
  Viewer(Path data, Map<String, String> settings) throws Exception {
    server = TestServer.start(data, settings);
    server.createStream("cam", 24);
  }

  TestServer server() {
    return server;
  }

  /// Sends Matroska in one request, and awaits that so many fragments are stored.
  void record(int fragments, byte[]... matroska) throws Exception {
    try (var producer = server.putMedia("cam")) {
      producer.sendChunk(Mkv.join(matroska));
      producer.send("0\r\n\r\n");
      var acks = new String(producer.chunks(), UTF_8);
      assertThat(acks.split("PERSISTED", -1)).as(acks).hasSize(fragments + 1);
    }
  }

  /// An HLS session of all that was recorded from then on.
  ///
  /// @param fromSeconds after [Scenes#T]
  /// @param members further members of the request, each behind a comma
  Hls hls(int fromSeconds, String members) throws Exception {
    return new Hls(
        url("getHLSStreamingSessionURL", "ON_DEMAND", "HLSFragmentSelector", fromSeconds, members));
  }

  /// A DASH session of all that was recorded.
  Dash dash() throws Exception {
    return dash("ON_DEMAND");
  }

  /// A DASH session of all that was recorded, with that mode of playback.
  Dash dash(String mode) throws Exception {
    return new Dash(url("getDASHStreamingSessionURL", mode, "DASHFragmentSelector", 0, ""));
  }

  private String url(
      String operation, String mode, String selector, int fromSeconds, String members)
      throws Exception {
    var answer =
        server.call(
            operation,
            """
            {"StreamName":"cam","PlaybackMode":"%s","%s":
            {"FragmentSelectorType":"PRODUCER_TIMESTAMP",
            "TimestampRange":{"StartTimestamp":%d,"EndTimestamp":%d}}%s}"""
                .formatted(
                    mode,
                    selector,
                    Scenes.T / 1000 + fromSeconds,
                    Scenes.T / 1000 + 3600,
                    members));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body().replaceAll(".*\"(http[^\"]*)\".*", "$1");
  }

  HttpResponse<byte[]> get(String url) throws Exception {
    return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray());
  }

  byte[] octets(String url) throws Exception {
    var answer = get(url);
    assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
    return answer.body();
  }

  /// Says that a URL is refused with that error.
  void refuses(String url, int status, String type) throws Exception {
    var answer = get(url);
    assertThat(answer.headers().firstValue("x-amzn-ErrorType"))
        .as(new String(answer.body(), UTF_8))
        .contains(type);
    assertThat(answer.statusCode()).isEqualTo(status);
  }

  /// An HLS session.
  final class Hls {
    private final String master;

    private Hls(String master) {
      this.master = master;
    }

    String master() throws Exception {
      return new String(octets(master), UTF_8);
    }

    /// A segment as a media playlist has it.
    ///
    /// @param map URL of its init segment
    record Segment(String url, String map, String duration, boolean gap, boolean discontinuity) {}

    /// What the playlist of a track lists; of all tracks where they are muxed.
    List<Segment> segments(int track) throws Exception {
      var base = master.substring(0, master.indexOf("getHLS"));
      var segments = new ArrayList<Segment>();
      var url = master.replace("Master", "Media") + "&TrackNumber=" + track;
      var map = "";
      var duration = "";
      boolean gap = false;
      boolean discontinuity = false;
      for (var line : new String(octets(url), UTF_8).lines().toList()) {
        if (line.startsWith("#EXT-X-MAP:")) {
          map = base + line.replaceFirst(".*URI=\"([^\"]*)\".*", "$1");
        } else if (line.startsWith("#EXTINF:")) {
          duration = line.substring(line.indexOf(':') + 1, line.indexOf(','));
        } else if (!line.startsWith("#")) {
          segments.add(new Segment(base + line, map, duration, gap, discontinuity));
          gap = false;
          discontinuity = false;
        }
        gap |= line.equals("#EXT-X-GAP");
        discontinuity |= line.equals("#EXT-X-DISCONTINUITY");
      }
      return segments;
    }

    Mp4 init(Segment segment) throws Exception {
      return new Mp4(octets(segment.map()));
    }

    Mp4 media(Segment segment) throws Exception {
      return new Mp4(octets(segment.url()));
    }

    /// A segment of a transport stream.
    byte[] packets(Segment segment) throws Exception {
      return octets(segment.url());
    }
  }

  /// A DASH session.
  final class Dash {
    private final String manifest;

    private Dash(String manifest) {
      this.manifest = manifest;
    }

    String manifest() throws Exception {
      return new String(octets(manifest), UTF_8);
    }

    Mp4 init(int track) throws Exception {
      return new Mp4(octets(file("getMP4InitFragment.mp4") + "&TrackNumber=" + track));
    }

    String url(int track, int number) {
      return file("getMP4MediaFragment.mp4")
          + "&TrackNumber=%d&SequenceNumber=%d".formatted(track, number);
    }

    Mp4 media(int track, int number) throws Exception {
      return new Mp4(octets(url(track, number)));
    }

    String file(String name) {
      return manifest.replace("getDASHManifest.mpd", name);
    }
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
