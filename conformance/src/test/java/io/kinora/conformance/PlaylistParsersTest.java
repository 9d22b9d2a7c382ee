package io.kinora.conformance;

import static io.kinora.conformance.client.RecordedStream.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinora.conformance.client.RecordedStream;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.client.Suite;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.Ack.Stage;
import io.kinora.conformance.wire.PutMediaClient;
import io.kinora.conformance.wire.SigV4;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ContainerFormat;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.DASHPlaybackMode;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.HLSPlaybackMode;

/// What m3u8-parser and mpd-parser, with which video.js plays, read in playlists and manifests.
/// They have nothing to complain about, and everything that is listed can be had.
final class PlaylistParsersTest {
  private static final String LOW_LATENCY = "&LowLatency=YES";
  private static final ObjectMapper JSON = new ObjectMapper();

  @AutoClose static final KinoraProcess KINORA = KinoraProcess.start("playlist-parsers");
  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  /// What is recorded: a sample, and another one that begins so much later.
  enum Recorded {
    VIDEO(Sample.H264),
    AUDIO(Sample.AAC),
    BOTH(Sample.H264_AAC),
    A_GAP(Sample.H264_AAC, Sample.H264_AAC, Duration.ofMinutes(1)),
    ANOTHER_PICTURE(Sample.H264, Sample.H264_SMALL, Duration.ofSeconds(12));

    private final Sample first;
    private final Optional<Sample> second;
    private final Duration apart;

    Recorded(Sample only) {
      first = only;
      second = Optional.empty();
      apart = Duration.ZERO;
    }

    Recorded(Sample first, Sample second, Duration apart) {
      this.first = first;
      this.second = Optional.of(second);
      this.apart = apart;
    }

    int fragments() {
      return Stream.concat(Stream.of(first), second.stream())
          .mapToInt(sample -> sample.read().chunks().size())
          .sum();
    }

    boolean hasBoth() {
      return first == Sample.H264_AAC;
    }

    RecordedStream record() {
      var stream = RecordedStream.create(KINORA.endpoint(), SDK, name()).add(first);
      second.ifPresent(sample -> stream.add(sample.read().bytes(), apart));
      return stream;
    }
  }

  @ParameterizedTest
  @EnumSource
  void everythingListedIsRead(Recorded recorded) {
    var stream = recorded.record();
    var sessions = new LinkedHashMap<String, Consumer<List<JsonNode>>>();
    for (var container : ContainerFormat.knownValues()) {
      for (var mode : HLSPlaybackMode.knownValues()) {
        sessions.put(
            stream.hls(mode, container), read -> assertHls(read, recorded, mode, container));
      }
    }
    // By DASH, a codec is what it was in the first fragment.
    if (recorded != Recorded.ANOTHER_PICTURE) {
      for (var mode : DASHPlaybackMode.knownValues()) {
        sessions.put(stream.dash(mode), read -> assertDash(read.getFirst(), recorded, mode));
      }
    }

    var read = read(sessions.keySet()).iterator();
    sessions.values().forEach(session -> session.accept(read.next()));
  }

  private static void assertHls(
      List<JsonNode> hls, Recorded recorded, HLSPlaybackMode mode, ContainerFormat container) {
    boolean rendered = recorded.hasBoth() && container == ContainerFormat.FRAGMENTED_MP4;
    assertThat(hls).hasSize(rendered ? 3 : 2);
    for (var playlist : hls.subList(1, hls.size())) {
      double target = playlist.get("targetDuration").asDouble();
      assertThat(list(playlist.get("segments")))
          .hasSize(recorded.fragments())
          .allSatisfy(
              segment -> assertThat(segment.get("duration").asDouble()).isBetween(0.1, target));
      assertThat(playlist.get("mediaSequence").asInt()).isZero();
      assertThat(playlist.get("discontinuityStarts").toString())
          .isEqualTo(recorded.second.isPresent() ? "[6]" : "[]");
      assertThat(playlist.path("endList").asBoolean()).isEqualTo(mode == HLSPlaybackMode.ON_DEMAND);
    }
  }

  private static void assertDash(JsonNode manifest, Recorded recorded, DASHPlaybackMode mode) {
    var video = list(manifest.get("playlists"));
    var audio = list(manifest.at("/mediaGroups/AUDIO/audio/main/playlists"));
    assertThat(video).hasSize(recorded == Recorded.AUDIO ? 0 : 1);
    assertThat(audio).hasSize(recorded == Recorded.AUDIO || recorded.hasBoth() ? 1 : 0);
    boolean live = mode != DASHPlaybackMode.ON_DEMAND;
    for (var track : Stream.concat(video.stream(), audio.stream()).toList()) {
      var segments = list(track.get("segments"));
      assertThat(segments).hasSize(recorded.fragments());
      double end = 0;
      for (int i = 0; i < segments.size(); i++) {
        double start = segments.get(i).get("presentationTime").asDouble();
        if (i == 6 && recorded == Recorded.A_GAP && mode == DASHPlaybackMode.LIVE) {
          // As long as it took until the second sample was sent.
          assertThat(start).isGreaterThan(end - 0.0011);
        } else {
          assertThat(start).isCloseTo(end, within(0.0011));
        }
        end = start + segments.get(i).get("duration").asDouble();
      }
      assertThat(track.get("endList").asBoolean()).isEqualTo(!live);
    }
    assertThat(manifest.has("minimumUpdatePeriod")).isEqualTo(live);
    assertThat(manifest.at("/clock/value").asText(""))
        .isEqualTo(live ? KINORA.endpoint() + "/time" : "");
  }

  @Test
  void aCompleteSegmentIsReportedWithItsLastPart() {
    var stream = RecordedStream.create(KINORA.endpoint(), SDK, "complete").add(Sample.H264_AAC);

    var url = stream.hls(HLSPlaybackMode.LIVE, ContainerFormat.FRAGMENTED_MP4) + LOW_LATENCY;

    assertReports(read(url), 5);
  }

  @Test
  void theLiveEdgeIsRead() {
    var stream = RecordedStream.create(KINORA.endpoint(), SDK, "edge");
    var pieces = Sample.H264_AAC.read().pieces();
    var fields = new HashMap<>(PutMediaClient.fields(KINORA.endpoint(), "edge"));
    fields.put("x-amzn-fragment-timecode-type", "RELATIVE");
    fields.put("x-amzn-producer-start-timestamp", Long.toString(START.getEpochSecond()));
    var head = SigV4.EXAMPLE.head("/putMedia", fields, Instant.now());
    try (var producer = PutMediaClient.open(KINORA.endpoint(), head, _ -> {})) {
      pieces.subList(0, 4).forEach(producer::send);
      producer.await(Stage.PERSISTED, Sample.H264_AAC.read().timecodes().get(3));
      producer.send(Arrays.copyOf(pieces.get(4), pieces.get(4).length / 2));
      var url = stream.hls(HLSPlaybackMode.LIVE, ContainerFormat.FRAGMENTED_MP4) + LOW_LATENCY;
      var waiting =
          url.replace("MasterPlaylist", "MediaPlaylist") + "&TrackNumber=1&_HLS_msn=4&_HLS_part=0";

      var read = read(List.of(waiting, url, waiting + "&_HLS_skip=YES"));

      var edge = read.getFirst().getFirst();
      assertThat(edge.at("/serverControl/canBlockReload").asBoolean()).isTrue();
      assertThat(edge.at("/serverControl/partHoldBack").asDouble())
          .isGreaterThanOrEqualTo(3 * edge.at("/partInf/partTarget").asDouble());
      assertThat(edge.at("/preloadSegment/parts")).isNotEmpty();
      assertThat(edge.at("/preloadSegment/preloadHints")).hasSize(1);
      assertReports(read.get(1), 4);
      // All segments are younger than six target durations: there is nothing to leave out.
      assertThat(read.get(2).getFirst().has("skip")).isFalse();
    }
  }

  /// Each rendition says of the other how far it reaches: as far as that one's own playlist.
  private static void assertReports(List<JsonNode> hls, int sequence) {
    for (int i = 1; i <= 2; i++) {
      var report = hls.get(i).at("/renditionReports/0");
      var other = hls.get(3 - i);
      assertThat(report.get("lastMsn").asInt()).isEqualTo(sequence);
      var segments = list(other.get("segments"));
      var last = segments.size() > sequence ? segments.get(sequence) : other.get("preloadSegment");
      assertThat(report.get("lastPart").asInt()).isEqualTo(last.get("parts").size() - 1);
    }
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static List<JsonNode> read(String uri) {
    return read(List.of(uri)).getFirst();
  }

  /// Of each a manifest; or a playlist, and those that it names.
  private static List<List<JsonNode>> read(Collection<String> uris) {
    try {
      var output = Suite.node("/js/parse.cjs", uris.toArray(String[]::new)).succeed().output();
      var read = list(JSON.readTree(output)).stream().map(PlaylistParsersTest::list).toList();
      for (var each : read.stream().flatMap(List::stream).toList()) {
        assertThat(each.get("complaints")).as(each.get("body").asText()).isEmpty();
      }
      return read;
    } catch (IOException notJson) {
      throw new UncheckedIOException(notJson);
    }
  }
}
