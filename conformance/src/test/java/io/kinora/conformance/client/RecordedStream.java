package io.kinora.conformance.client;

import com.amazonaws.services.kinesisvideo.model.AckEventType;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.wire.SigV4;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ContainerFormat;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.DASHFragmentSelector;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.DASHFragmentSelectorType;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.DASHPlaybackMode;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.HLSDiscontinuityMode;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.HLSFragmentSelector;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.HLSFragmentSelectorType;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.HLSPlaybackMode;

/// A stream of footage from some instant on, by the producer's clock, and what plays all of it.
public final class RecordedStream {
  /// By the producer's clock, the first fragment of every stream begins then.
  public static final Instant START = Instant.parse("2026-03-01T08:30:00.250Z");

  private static final Instant END = START.plus(Duration.ofHours(20));
  private static final int FRAGMENTS_MAX = 100;

  private final URI server;
  private final SdkV2 sdk;
  private final String name;

  private RecordedStream(URI server, SdkV2 sdk, String name) {
    this.server = server;
    this.sdk = sdk;
    this.name = name;
  }

  /// An empty stream.
  public static RecordedStream create(URI server, SdkV2 sdk, String name) {
    sdk.createStream(name);
    return new RecordedStream(server, sdk, name);
  }

  /// Uploads a sample that begins at [#START].
  public RecordedStream add(Sample sample) {
    return add(sample.read().bytes(), Duration.ZERO);
  }

  /// Uploads a document that begins so much later.
  public RecordedStream add(byte[] document, Duration later) {
    var payload = new ByteArrayInputStream(document);
    var request = SdkV1Producer.relative(name, START.plus(later), payload);
    var outcome = SdkV1Producer.put(server, SigV4.EXAMPLE, request).complete();
    if (outcome.numbers(AckEventType.Values.PERSISTED).isEmpty()) {
      throw new AssertionError("nothing was stored: " + outcome.acks());
    }
    return this;
  }

  /// The URL of an HLS session.
  public String hls(HLSPlaybackMode mode, ContainerFormat container) {
    var selector =
        HLSFragmentSelector.builder()
            .fragmentSelectorType(HLSFragmentSelectorType.PRODUCER_TIMESTAMP);
    switch (mode) {
      case ON_DEMAND ->
          selector.timestampRange(range -> range.startTimestamp(START).endTimestamp(END));
      case LIVE_REPLAY -> selector.timestampRange(range -> range.startTimestamp(START));
      default -> {}
    }
    return sdk.archive()
        .getHLSStreamingSessionURL(
            request ->
                request
                    .streamName(name)
                    .playbackMode(mode)
                    .containerFormat(container)
                    .discontinuityMode(HLSDiscontinuityMode.ON_DISCONTINUITY)
                    .maxMediaPlaylistFragmentResults((long) FRAGMENTS_MAX)
                    .hlsFragmentSelector(selector.build()))
        .hlsStreamingSessionURL();
  }

  /// The URL of a DASH session.
  public String dash(DASHPlaybackMode mode) {
    var selector =
        DASHFragmentSelector.builder()
            .fragmentSelectorType(DASHFragmentSelectorType.PRODUCER_TIMESTAMP);
    switch (mode) {
      case ON_DEMAND ->
          selector.timestampRange(range -> range.startTimestamp(START).endTimestamp(END));
      case LIVE_REPLAY -> selector.timestampRange(range -> range.startTimestamp(START));
      default -> {}
    }
    return sdk.archive()
        .getDASHStreamingSessionURL(
            request ->
                request
                    .streamName(name)
                    .playbackMode(mode)
                    .maxManifestFragmentResults((long) FRAGMENTS_MAX)
                    .dashFragmentSelector(selector.build()))
        .dashStreamingSessionURL();
  }

  /// An MP4 file of everything.
  public byte[] clip() {
    return sdk.clip(name, START, END);
  }
}
