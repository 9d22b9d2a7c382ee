package io.kinora.conformance.browser;

import com.amazonaws.services.kinesisvideo.model.AckEventType;
import io.kinora.conformance.client.SdkV1Producer;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.wire.SigV4;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.DASHFragmentSelectorType;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.DASHPlaybackMode;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.HLSDiscontinuityMode;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.HLSFragmentSelectorType;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.HLSPlaybackMode;

/// Streams for players, and the URLs at which they are played.
record Recordings(URI server, SdkV2 sdk) {
  private static final Instant START = Instant.parse("2026-03-01T08:30:00Z");
  private static final Duration PART = Duration.ofSeconds(12);
  private static final Duration DAY = Duration.ofHours(23);

  /// Fragments of two seconds.
  private static final long LIVE_WINDOW = 60;

  /// What players are shown.
  enum Kind {
    PLAIN(Sample.H264),
    B_FRAMES(Sample.H264_B_FRAMES),
    AUDIO(Sample.H264_AAC),
    CODEC_CHANGE(Sample.H264, Sample.H264_SMALL),
    GAP(Sample.H264, Sample.H264);

    private final Sample first;
    private final Optional<Sample> second;

    Kind(Sample only) {
      first = only;
      second = Optional.empty();
    }

    Kind(Sample first, Sample second) {
      this.first = first;
      this.second = Optional.of(second);
    }

    List<Sample> parts() {
      return Stream.concat(Stream.of(first), second.stream()).toList();
    }

    String recorded() {
      return "recorded-" + name();
    }

    String live() {
      return "live-" + name();
    }
  }

  /// Uploads everything that is played on demand.
  void record() {
    for (var kind : Kind.values()) {
      sdk.createStream(kind.recorded());
      var at = START;
      for (var part : kind.parts()) {
        var payload = new ByteArrayInputStream(part.read().bytes());
        var request = SdkV1Producer.relative(kind.recorded(), at, payload);
        var outcome = SdkV1Producer.put(server, SigV4.EXAMPLE, request).complete();
        if (outcome.numbers(AckEventType.Values.PERSISTED).isEmpty()) {
          throw new AssertionError("nothing of " + part + " was stored");
        }
        at = at.plus(kind == Kind.GAP ? PART.multipliedBy(5) : PART);
      }
    }
  }

  /// A camera that sends this kind of video from now on.
  LiveCamera shoot(Kind kind) {
    sdk.createStream(kind.live());
    int seconds = kind.parts().size() == 1 ? 600 : 6;
    int pause = kind == Kind.GAP ? 3 : 0;
    var shots =
        kind.parts().stream()
            .map(part -> new LiveCamera.Shot(part, seconds, pause))
            .toArray(LiveCamera.Shot[]::new);
    return LiveCamera.start(server, kind.live(), shots);
  }

  String hls(Kind kind) {
    return sdk.archive()
        .getHLSStreamingSessionURL(
            request ->
                request
                    .streamName(kind.recorded())
                    .playbackMode(HLSPlaybackMode.ON_DEMAND)
                    .discontinuityMode(HLSDiscontinuityMode.ON_DISCONTINUITY)
                    .hlsFragmentSelector(
                        selector ->
                            selector
                                .fragmentSelectorType(HLSFragmentSelectorType.PRODUCER_TIMESTAMP)
                                .timestampRange(
                                    range ->
                                        range.startTimestamp(START).endTimestamp(START.plus(DAY)))))
        .hlsStreamingSessionURL();
  }

  /// A live session, whose window is longer than the pauses of cameras: Shaka fails where all that
  /// it knows has left the window.
  String liveHls(Kind kind) {
    return sdk.archive()
        .getHLSStreamingSessionURL(
            request ->
                request
                    .streamName(kind.live())
                    .playbackMode(HLSPlaybackMode.LIVE)
                    .maxMediaPlaylistFragmentResults(LIVE_WINDOW)
                    .discontinuityMode(HLSDiscontinuityMode.ON_DISCONTINUITY)
                    .hlsFragmentSelector(
                        selector ->
                            selector.fragmentSelectorType(
                                HLSFragmentSelectorType.PRODUCER_TIMESTAMP)))
        .hlsStreamingSessionURL();
  }

  /// The same without low latency.
  String plainHls(Kind kind) {
    return liveHls(kind) + "&LowLatency=NO";
  }

  String liveDash(Kind kind) {
    return sdk.archive()
        .getDASHStreamingSessionURL(
            request ->
                request
                    .streamName(kind.live())
                    .playbackMode(DASHPlaybackMode.LIVE)
                    .maxManifestFragmentResults(LIVE_WINDOW)
                    .dashFragmentSelector(
                        selector ->
                            selector.fragmentSelectorType(
                                DASHFragmentSelectorType.PRODUCER_TIMESTAMP)))
        .dashStreamingSessionURL();
  }

  /// By DASH, a codec is what it was in the first fragment: of a change, what comes behind it.
  String dash(Kind kind) {
    var start = kind == Kind.CODEC_CHANGE ? START.plus(PART) : START;
    return sdk.archive()
        .getDASHStreamingSessionURL(
            request ->
                request
                    .streamName(kind.recorded())
                    .playbackMode(DASHPlaybackMode.ON_DEMAND)
                    .dashFragmentSelector(
                        selector ->
                            selector
                                .fragmentSelectorType(DASHFragmentSelectorType.PRODUCER_TIMESTAMP)
                                .timestampRange(
                                    range ->
                                        range.startTimestamp(start).endTimestamp(START.plus(DAY)))))
        .dashStreamingSessionURL();
  }
}
