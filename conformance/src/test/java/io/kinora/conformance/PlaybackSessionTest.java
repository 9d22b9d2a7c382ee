package io.kinora.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.kinesisvideo.model.AckEventType;
import io.kinora.conformance.client.Player;
import io.kinora.conformance.client.SdkV1Producer;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.SigV4;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import software.amazon.awssdk.services.kinesisvideo.model.APIName;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ContainerFormat;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.DASHFragmentSelectorType;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.DASHPlaybackMode;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.UnsupportedStreamMediaTypeException;

/// What was recorded is played, for every muxer and codec that a producer may have: FFmpeg finds
/// the same data at the same times behind the URLs that SDK v2 gets.
final class PlaybackSessionTest {
  private static final Instant START = Instant.parse("2026-03-01T08:30:00.250Z");

  @AutoClose static final KinoraProcess KINORA = KinoraProcess.start("playback-session");
  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  /// Not among them: what no player takes (MJPEG), what MP4 cuts into packets of one sample
  /// (G.711), and Clusters that FFmpeg cut between reordered frames, whose times move by a frame.
  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {
        "MJPEG",
        "H264_1080P_FOR_3_MINUTES",
        "CAMERA_FOR_A_MINUTE",
        "H264_NUMBERED",
        "H264_ALAW",
        "H264_MULAW",
        "H264_MULAW_FILE",
        "H264_CUT_ANYWHERE",
        "H264_OPEN_GOP",
        "HEVC_AAC"
      })
  @Execution(ExecutionMode.CONCURRENT)
  void everySampleIsPlayedByHlsAndByDash(Sample sample) {
    upload(sample.name(), sample);
    var file = sample.path().toString();

    var hls = SDK.hlsSession(sample.name(), START);
    var dash = dash(sample.name());

    for (var track : Player.tracks(file)) {
      var expected = Player.packets(file, track);
      assertThat(expected).isNotEmpty();
      Player.assertSame(Player.packets(hls, track), expected, Player.TOLERANCE_MS);
      var byDash = Player.packets(dash, track);
      if (track.equals("v")) {
        // The timeline of DASH adds up whole milliseconds, one rounding for each fragment.
        long fragments = sample.read().chunks().size();
        Player.assertSame(byDash, expected, Player.TOLERANCE_MS + fragments);
      } else {
        // It follows the video: where a fragment's sound is longer, it overlaps the next one's.
        assertThat(byDash)
            .extracting(Player.Packet::hash)
            .containsExactlyInAnyOrderElementsOf(
                expected.stream().map(Player.Packet::hash).toList());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"H264", "H264_B_FRAMES", "H264_AAC", "AAC"})
  @Execution(ExecutionMode.CONCURRENT)
  void aTransportStreamIsPlayed(Sample sample) {
    var stream = "ts-" + sample;
    upload(stream, sample);
    var file = sample.path().toString();

    var hls = SDK.hlsSession(stream, START, ContainerFormat.MPEG_TS);

    for (var track : Player.tracks(file)) {
      // The packets have another form; what they are decoded to must be the same.
      assertThat(Player.decoded(hls, track)).isEqualTo(Player.decoded(file, track));
    }
  }

  @Test
  void aTransportStreamOfWhatItCannotCarryIsRefused() {
    upload("ts-hevc", Sample.HEVC);

    assertThatThrownBy(() -> SDK.hlsSession("ts-hevc", START, ContainerFormat.MPEG_TS))
        .isInstanceOf(UnsupportedStreamMediaTypeException.class);
  }

  @Test
  void picturesAreDecodedUnchanged() {
    var sample = Sample.H264_B_FRAMES;
    upload("pictures", sample);

    var expected = Player.decoded(sample.path().toString(), "v");

    assertThat(Player.decoded(SDK.hlsSession("pictures", START), "v")).isEqualTo(expected);
    assertThat(Player.decoded(dash("pictures"), "v")).isEqualTo(expected);
  }

  @Test
  void aUrlBeginsWithTheEndpointThatGetDataEndpointNames() {
    upload("endpoint", Sample.H264);

    assertThat(SDK.hlsSession("endpoint", START))
        .startsWith(
            SDK.dataEndpoint("endpoint", APIName.GET_HLS_STREAMING_SESSION_URL)
                + "/hls/v1/getHLSMasterPlaylist.m3u8?SessionToken=");
    assertThat(dash("endpoint"))
        .startsWith(
            SDK.dataEndpoint("endpoint", APIName.GET_DASH_STREAMING_SESSION_URL)
                + "/dash/v1/getDASHManifest.mpd?SessionToken=");
  }

  @Test
  void aStreamThatNobodyWritesIsNotLive() {
    SDK.createStream("silent");

    assertThatThrownBy(
            () -> SDK.archive().getHLSStreamingSessionURL(request -> request.streamName("silent")))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("No fragments found in the stream for the streaming request.");
  }

  private static void upload(String stream, Sample sample) {
    SDK.createStream(stream);
    var payload = new ByteArrayInputStream(sample.read().bytes());
    var request = SdkV1Producer.relative(stream, START, payload);
    var outcome = SdkV1Producer.put(KINORA.endpoint(), SigV4.EXAMPLE, request).complete();
    assertThat(outcome.numbers(AckEventType.Values.PERSISTED)).isNotEmpty();
  }

  private static String dash(String stream) {
    return SDK.archive()
        .getDASHStreamingSessionURL(
            request ->
                request
                    .streamName(stream)
                    .playbackMode(DASHPlaybackMode.ON_DEMAND)
                    .dashFragmentSelector(
                        selector ->
                            selector
                                .fragmentSelectorType(DASHFragmentSelectorType.PRODUCER_TIMESTAMP)
                                .timestampRange(
                                    range ->
                                        range
                                            .startTimestamp(START)
                                            .endTimestamp(START.plus(Duration.ofHours(1))))))
        .dashStreamingSessionURL();
  }
}
