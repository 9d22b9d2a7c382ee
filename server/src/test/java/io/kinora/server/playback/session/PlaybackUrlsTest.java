package io.kinora.server.playback.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiClient.Failure;
import io.kinora.server.http.Headers;
import io.kinora.server.playback.session.Footage.Look;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlaybackUrlsTest {
  private static final String ON_DEMAND =
      """
      ,"PlaybackMode":"ON_DEMAND","HLSFragmentSelector":{"FragmentSelectorType":"PRODUCER_TIMESTAMP",
      "TimestampRange":{"StartTimestamp":%d,"EndTimestamp":%d}}"""
          .formatted(PlaybackRig.T0 / 1000, PlaybackRig.T0 / 1000 + 100);

  private static final String EXPIRES_LATE = ",\"Expires\":43200";

  @TempDir Path directory;
  private PlaybackRig rig;

  @BeforeEach
  void record() throws IOException {
    rig = new PlaybackRig(directory, 24);
    for (int i = 0; i < 3; i++) {
      long startMs = PlaybackRig.T0 + i * 1000L;
      rig.append(new Footage(Look.VIDEO_AND_AUDIO, startMs, startMs, 25));
    }
    rig.clock.advance(Duration.ofSeconds(3));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void everythingThatAPlaylistNamesIsThere() throws IOException {
    var master = rig.session(Action.GET_HLS_STREAMING_SESSION_URL, ON_DEMAND);

    var text = rig.get(master).text();

    assertThat(text).contains("CODECS=\"avc1.640028,mp4a.40.2\"").contains(",AUDIO=\"audio\"");
    for (var playlist : text.lines().filter(line -> line.contains("MediaPlaylist")).toList()) {
      var uri =
          playlist.startsWith("#") ? playlist.replaceFirst(".*URI=\"([^\"]*)\".*", "$1") : playlist;
      var media = rig.follow(master, uri);
      assertThat(media.status()).as(media.text()).isEqualTo(200);
      assertThat(media.header("Content-Type")).isEqualTo("application/vnd.apple.mpegurl");
      for (var line : media.text().lines().toList()) {
        var segment = line.replaceFirst(".*URI=\"([^\"]*)\".*", "$1");
        if (segment.startsWith("get")) {
          var answer = rig.follow(master, segment);
          assertThat(answer.status()).as("%s: %s", segment, answer.text()).isEqualTo(200);
          assertThat(answer.header("Content-Length")).isEqualTo("" + answer.body().length);
          assertThat(answer.header("Content-Type"))
              .isEqualTo(segment.endsWith("1") ? "video/mp4" : "audio/mp4");
          assertThat(new String(answer.body(), 4, 4, StandardCharsets.US_ASCII))
              .isEqualTo(segment.contains("Init") ? "ftyp" : "moof");
        }
      }
    }
  }

  @Test
  void aTransportStreamHasAllTracksInEachSegment() throws IOException {
    var master =
        rig.session(
            Action.GET_HLS_STREAMING_SESSION_URL, ON_DEMAND + ",\"ContainerFormat\":\"MPEG_TS\"");

    var text = rig.get(master).text();
    var playlist = rig.follow(master, text.lines().toList().getLast()).text();
    var uri = playlist.lines().filter(line -> line.startsWith("getTS")).findFirst().orElseThrow();
    var segment = rig.follow(master, uri);

    assertThat(text).contains("CODECS=\"avc1.640028,mp4a.40.2\"").doesNotContain("EXT-X-MEDIA:");
    assertThat(playlist).startsWith("#EXTM3U\n#EXT-X-VERSION:3\n").doesNotContain("EXT-X-MAP");
    assertThat(segment.header("Content-Type")).isEqualTo("video/mp2t");
    assertThat(segment.body().length % 188).isZero();
    assertThat(segment.body()[0]).isEqualTo((byte) 0x47);
    assertThat(rig.follow(master, uri.replace(".ts?", "?")).body()).isEqualTo(segment.body());
    assertThat(
            rig.follow(master, uri.replace("getTSFragment.ts", "getMP4MediaFragment.mp4")).status())
        .isEqualTo(400);
  }

  @Test
  void whatAProducerSendsAgainIsNotPlayedAgainLive() throws IOException {
    var master =
        rig.session(
            Action.GET_HLS_STREAMING_SESSION_URL,
            ",\"HLSFragmentSelector\":{\"FragmentSelectorType\":\"PRODUCER_TIMESTAMP\"}");
    var media = master.replace("Master", "Media") + "&TrackNumber=1";
    rig.append(new Footage(Look.VIDEO_AND_AUDIO, PlaybackRig.T0 + 2000, PlaybackRig.T0 + 3500, 25));
    rig.append(new Footage(Look.VIDEO_AND_AUDIO, PlaybackRig.T0 + 3000, PlaybackRig.T0 + 4500, 25));

    assertThat(rig.get(media).text().split("#EXTINF")).hasSize(6);
    assertThat(rig.get(media).text().split("#EXT-X-GAP")).hasSize(2);
    assertThat(rig.get(media).text().split("#EXTINF")[3]).contains("#EXT-X-GAP");
  }

  @Test
  void anExpiredTokenIsRefusedWithTheTextOfTheService() throws IOException {
    var master = rig.session(Action.GET_HLS_STREAMING_SESSION_URL, ON_DEMAND);
    rig.clock.advance(Duration.ofSeconds(299));
    assertThat(rig.get(master).status()).isEqualTo(200);
    assertThat(rig.get(master).header("Cache-Control")).isEqualTo("private, max-age=1, immutable");

    rig.clock.advance(Duration.ofSeconds(1));

    var refused = rig.get(master);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.header("x-amzn-ErrorType")).isEqualTo("NotAuthorizedException");
    assertThat(refused.text()).isEqualTo("{\"Message\":\"Streaming session token is expired\"}");
  }

  @Test
  void aTokenThatIsNoneIsRefused() throws IOException {
    var path = "/hls/v1/getHLSMasterPlaylist.m3u8";

    assertThat(rig.get(path).status()).isEqualTo(403);
    assertThat(rig.get(path + "?SessionToken=").status()).isEqualTo(403);
    assertThat(rig.get(path + "?SessionToken=garbage%20").status()).isEqualTo(403);
  }

  @Test
  void aTokenOpensNothingOfTheOtherProtocol() throws IOException {
    var master = rig.session(Action.GET_HLS_STREAMING_SESSION_URL, ON_DEMAND);
    var token = master.substring(master.indexOf('?'));

    assertThat(rig.get("/dash/v1/getDASHManifest.mpd" + token).status()).isEqualTo(403);
    assertThat(
            rig.get("/dash/v1/getMP4MediaFragment.mp4" + token + "&SequenceNumber=1&TrackNumber=1")
                .status())
        .isEqualTo(403);
  }

  @Test
  void aSessionEndsWithItsStream() throws IOException {
    var master = rig.session(Action.GET_HLS_STREAMING_SESSION_URL, ON_DEMAND);

    rig.deleteStream();

    assertThat(rig.get(master).status()).isEqualTo(404);
    assertThat(rig.get(master).header("x-amzn-ErrorType")).isEqualTo("ResourceNotFoundException");
  }

  @Test
  void whatAPlaylistListedIsGoneOnceItIsErased() throws IOException {
    var master = rig.session(Action.GET_HLS_STREAMING_SESSION_URL, ON_DEMAND + EXPIRES_LATE);
    var playlist = rig.get(master.replace("Master", "Media") + "&TrackNumber=1").text();
    var segments = playlist.lines().filter(line -> line.startsWith("getMP4Media")).toList();
    rig.keep(1);
    rig.clock.advance(Duration.ofHours(1));
    assertThat(segments).hasSize(3);
    for (var segment : segments) {
      assertThat(rig.follow(master, segment).status()).as("expired, not erased").isEqualTo(200);
    }

    rig.reap();

    for (var segment : segments) {
      assertThat(rig.follow(master, segment).status()).as("erased").isEqualTo(404);
    }
  }

  @Test
  void whatAPlaylistListedIsGoneWithItsStream() throws IOException {
    var master = rig.session(Action.GET_HLS_STREAMING_SESSION_URL, ON_DEMAND);
    var playlist = rig.get(master.replace("Master", "Media") + "&TrackNumber=1").text();
    var segment = playlist.lines().filter(line -> line.startsWith("getMP4Media")).findFirst().get();
    assertThat(rig.follow(master, segment).status()).isEqualTo(200);

    rig.deleteStream();

    assertThat(rig.follow(master, segment).status()).isEqualTo(404);
  }

  @Test
  void whatASessionWasCreatedWithIsNotReadAgainForItsFirstPlaylist() throws IOException {
    // What the configuration of the fragments stands for is read once for all sessions.
    firstPlaylist(rig.session(Action.GET_HLS_STREAMING_SESSION_URL, ON_DEMAND));
    rig.clock.advance(Duration.ofSeconds(1));
    var master = rig.session(Action.GET_HLS_STREAMING_SESSION_URL, ON_DEMAND);
    long before = rig.reads.count();

    assertThat(firstPlaylist(master).split("#EXTINF:")).hasSize(4);

    assertThat(rig.reads.count()).isEqualTo(before);
  }

  private String firstPlaylist(String master) throws IOException {
    return rig.get(master.replace("Master", "Media") + "&TrackNumber=1").text();
  }

  @Test
  void aSessionOutlivesARestart() throws IOException {
    var master = rig.session(Action.GET_HLS_STREAMING_SESSION_URL, ON_DEMAND);
    var media = master.replace("Master", "Media") + "&TrackNumber=1";
    var before = rig.get(media).text();

    rig.restart();

    assertThat(rig.get(media).text()).isEqualTo(before).endsWith("#EXT-X-ENDLIST\n");
  }

  @Test
  void aMasterPlaylistTellsOfWhatWasThereWhenTheSessionWasCreated() throws IOException {
    for (var replay : new boolean[] {false, true}) {
      var members =
          replay ? range("LIVE_REPLAY", "PRODUCER", 0, 1000) : ",\"PlaybackMode\":\"LIVE\"";
      var asked = rig.session(Action.GET_HLS_STREAMING_SESSION_URL, members);
      rig.clock.advance(Duration.ofMillis(1));
      var later = rig.session(Action.GET_HLS_STREAMING_SESSION_URL, members);
      var before = rig.get(asked).text().replaceAll("SessionToken=[^&]*", "");
      assertThat(before).contains("BANDWIDTH=");

      // Of a single frame, which has far more bits a second.
      long startMs = rig.clock.millis();
      rig.append(new Footage(Look.VIDEO_AND_AUDIO, startMs, startMs, 1));
      rig.clock.advance(Duration.ofSeconds(10));

      assertThat(rig.get(later).text().replaceAll("SessionToken=[^&]*", "")).isEqualTo(before);
    }
  }

  @Test
  void onlyFragmentsInTheRangeAreServed() throws IOException {
    long late = PlaybackRig.T0 + 200_000;
    var outside = rig.append(new Footage(Look.VIDEO_AND_AUDIO, late, late, 25));
    var master = rig.session(Action.GET_HLS_STREAMING_SESSION_URL, ON_DEMAND);
    var segment = master.replace("getHLSMasterPlaylist.m3u8", "getMP4MediaFragment.mp4");

    var answer = rig.get(segment + "&TrackNumber=1&FragmentNumber=" + outside.number());

    assertThat(answer.status()).isEqualTo(404);
  }

  @Test
  void badAndMissingParametersAreToldSo() throws IOException {
    var master = rig.session(Action.GET_HLS_STREAMING_SESSION_URL, ON_DEMAND);
    var media = master.replace("Master", "Media");
    var segment = master.replace("getHLSMasterPlaylist.m3u8", "getMP4MediaFragment.mp4");

    for (var target :
        new String[] {
          media,
          media + "&TrackNumber=",
          media + "&TrackNumber=3",
          media + "&TrackNumber=-1",
          media + "&TrackNumber=99999999999999999999",
          segment + "&TrackNumber=1",
          segment + "&TrackNumber=1&FragmentNumber=7"
        }) {
      var answer = rig.get(target);
      assertThat(answer.status()).as(target).isEqualTo(400);
      assertThat(answer.header("x-amzn-ErrorType")).isEqualTo("InvalidArgumentException");
    }
  }

  @Test
  void playlistsAreCompressedWhenAskedFor() throws IOException {
    var master = rig.session(Action.GET_HLS_STREAMING_SESSION_URL, ON_DEMAND);
    var plain = rig.get(master, new Headers.Field("Accept-Encoding", "br, gzip;q=0"));
    var compressed = rig.get(master, new Headers.Field("Accept-Encoding", "br;q=1, gzip;q=0.5"));

    assertThat(plain.header("Content-Encoding")).isEmpty();
    assertThat(compressed.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(compressed.header("Vary")).isEqualTo("Accept-Encoding");
    assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes())
        .isEqualTo(plain.body());
  }

  @Test
  void aPartOfASegmentCanBeHad() throws IOException {
    var master = rig.session(Action.GET_HLS_STREAMING_SESSION_URL, ON_DEMAND);
    var playlist = rig.get(master.replace("Master", "Media") + "&TrackNumber=1").text();
    var uri = playlist.lines().filter(line -> line.startsWith("getMP4Media")).findFirst().get();
    var path = "/hls/v1/" + uri;
    byte[] whole = rig.get(path).body();

    for (int from = 0; from < whole.length; from += 97) {
      int to = Math.min(whole.length, from + 400);
      var part = rig.get(path, new Headers.Field("Range", "bytes=" + from + "-" + (to - 1)));

      assertThat(part.status()).isEqualTo(206);
      assertThat(part.header("Content-Range"))
          .isEqualTo("bytes %d-%d/%d".formatted(from, to - 1, whole.length));
      assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole, from, to));
    }
    var behind = rig.get(path, new Headers.Field("Range", "bytes=" + whole.length + "-"));
    assertThat(behind.status()).isEqualTo(416);
    assertThat(behind.header("Content-Range")).isEqualTo("bytes */" + whole.length);
  }

  @Test
  void theTimeIsThereForEverybody() throws IOException {
    var time = rig.get("/time");

    assertThat(time.text()).isEqualTo("2025-11-24T16:00:03.000Z");
    assertThat(time.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void sessionsAreRefusedForWhatIsWrongWithThem() throws IOException {
    var action = Action.GET_HLS_STREAMING_SESSION_URL;
    var invalid = "InvalidArgumentException";

    assertThat(fail(action, ",\"Expires\":299").type()).isEqualTo(invalid);
    assertThat(fail(action, ",\"Expires\":43201").type()).isEqualTo(invalid);
    assertThat(fail(action, ",\"MaxMediaPlaylistFragmentResults\":0").type()).isEqualTo(invalid);
    assertThat(fail(action, ",\"MaxMediaPlaylistFragmentResults\":5001").type()).isEqualTo(invalid);
    assertThat(fail(action, ",\"PlaybackMode\":\"ON_DEMAND\"").type()).isEqualTo(invalid);
    assertThat(fail(action, ",\"PlaybackMode\":\"LIVE_REPLAY\"").type()).isEqualTo(invalid);
    assertThat(fail(action, range("LIVE", "PRODUCER", 0, 1)).type()).isEqualTo(invalid);
    assertThat(fail(action, range("ON_DEMAND", "PRODUCER", 5, 5)).type()).isEqualTo(invalid);
    assertThat(fail(action, range("ON_DEMAND", "PRODUCER", 0, 86_401)).type()).isEqualTo(invalid);
    assertThat(fail(action, range("ON_DEMAND", "SERVER", 0, 4)).message()).contains("future");
    assertThat(fail(action, range("ON_DEMAND", "SERVER", -90_000, -86_398)).message())
        .isEqualTo(
            "End timestamp %d is outside of the stream retention period."
                .formatted(PlaybackRig.T0 - 86_398_000));
    assertThat(fail(action, range("ON_DEMAND", "PRODUCER", 50, 60)))
        .isEqualTo(
            new Failure(
                404,
                "ResourceNotFoundException",
                "No fragments found in the stream for the streaming request."));
  }

  @Test
  void aStreamThatHasNotSentForHalfAMinuteIsNotLive() throws IOException {
    rig.clock.set(Instant.ofEpochMilli(PlaybackRig.T0 + 32_000));
    assertThat(rig.session(Action.GET_HLS_STREAMING_SESSION_URL, "")).isNotEmpty();

    rig.clock.advance(Duration.ofMillis(1));

    assertThat(fail(Action.GET_HLS_STREAMING_SESSION_URL, "").status()).isEqualTo(404);
    assertThat(fail(Action.GET_DASH_STREAMING_SESSION_URL, "").status()).isEqualTo(404);
  }

  private Failure fail(Action action, String members) {
    return rig.api().fail(action, "{\"StreamName\":\"camera\"" + members + "}");
  }

  /// @param from seconds after the first fragment
  private static String range(String mode, String clock, int from, int to) {
    return """
        ,"PlaybackMode":"%s","HLSFragmentSelector":{"FragmentSelectorType":"%s_TIMESTAMP",
        "TimestampRange":{"StartTimestamp":%d,"EndTimestamp":%d}}"""
        .formatted(mode, clock, PlaybackRig.T0 / 1000 + from, PlaybackRig.T0 / 1000 + to);
  }
}
