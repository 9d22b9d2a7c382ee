package io.kinora.conformance.client;

import io.kinora.conformance.wire.SigV4;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesisvideo.KinesisVideoClient;
import software.amazon.awssdk.services.kinesisvideo.model.APIName;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.KinesisVideoArchivedMediaClient;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ClipFragmentSelectorType;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ContainerFormat;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.Fragment;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.HLSFragmentSelectorType;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.HLSPlaybackMode;
import software.amazon.awssdk.services.kinesisvideomedia.KinesisVideoMediaClient;
import software.amazon.awssdk.services.kinesisvideomedia.model.StartSelector;
import software.amazon.awssdk.services.kinesisvideomedia.model.StartSelectorType;

/// The AWS SDK for Java, version 2: one client a plane.
public record SdkV2(
    KinesisVideoClient control,
    KinesisVideoMediaClient media,
    KinesisVideoArchivedMediaClient archive)
    implements AutoCloseable {

  /// Clients for the server at an address.
  public static SdkV2 of(URI endpoint) {
    return of(endpoint, SigV4.EXAMPLE);
  }

  /// Clients that sign with given keys. The data planes are found as a user finds them, by their
  /// own address; that GetDataEndpoint names the same one is a test of its own.
  public static SdkV2 of(URI endpoint, SigV4 keys) {
    return new SdkV2(
        aimed(KinesisVideoClient.builder(), endpoint, keys).build(),
        aimed(KinesisVideoMediaClient.builder(), endpoint, keys).build(),
        aimed(KinesisVideoArchivedMediaClient.builder(), endpoint, keys).build());
  }

  /// Creates a stream that keeps its fragments for a day; returns its ARN.
  public String createStream(String name) {
    return control
        .createStream(request -> request.streamName(name).dataRetentionInHours(24))
        .streamARN();
  }

  /// Where an operation of the data planes is served.
  public URI dataEndpoint(String stream, APIName operation) {
    var answer = control.getDataEndpoint(request -> request.streamName(stream).apiName(operation));
    return URI.create(answer.dataEndpoint());
  }

  /// Everything from the oldest fragment on, until the server ends the response.
  public byte[] getMediaFromEarliest(String stream) {
    return getMedia(stream, selector -> selector.startSelectorType(StartSelectorType.EARLIEST));
  }

  /// Everything from a selector on, until the server ends the response.
  public byte[] getMedia(String stream, Consumer<StartSelector.Builder> selector) {
    return media
        .getMediaAsBytes(request -> request.streamName(stream).startSelector(selector))
        .asByteArray();
  }

  /// All fragments of the archive in the order of the server's clock.
  public List<Fragment> listFragments(String stream) {
    return archive
        .listFragmentsPaginator(request -> request.streamName(stream))
        .fragments()
        .stream()
        .toList();
  }

  /// The URL of an on-demand HLS session over the hour that begins then, by producer timestamps.
  public String hlsSession(String stream, Instant start) {
    return hlsSession(stream, start, ContainerFormat.FRAGMENTED_MP4);
  }

  /// The same in a container.
  public String hlsSession(String stream, Instant start, ContainerFormat container) {
    return archive
        .getHLSStreamingSessionURL(
            request ->
                request
                    .streamName(stream)
                    .playbackMode(HLSPlaybackMode.ON_DEMAND)
                    .containerFormat(container)
                    .hlsFragmentSelector(
                        selector ->
                            selector
                                .fragmentSelectorType(HLSFragmentSelectorType.PRODUCER_TIMESTAMP)
                                .timestampRange(
                                    range ->
                                        range
                                            .startTimestamp(start)
                                            .endTimestamp(start.plus(Duration.ofHours(1))))))
        .hlsStreamingSessionURL();
  }

  /// An MP4 file of what was recorded from one time to another, by producer timestamps.
  public byte[] clip(String stream, Instant start, Instant end) {
    return archive
        .getClipAsBytes(
            request ->
                request
                    .streamName(stream)
                    .clipFragmentSelector(
                        selector ->
                            selector
                                .fragmentSelectorType(ClipFragmentSelectorType.PRODUCER_TIMESTAMP)
                                .timestampRange(
                                    range -> range.startTimestamp(start).endTimestamp(end))))
        .asByteArray();
  }

  /// The media of some fragments, in the order asked for.
  public byte[] getMediaForFragments(String stream, List<String> numbers) {
    return archive
        .getMediaForFragmentListAsBytes(request -> request.streamName(stream).fragments(numbers))
        .asByteArray();
  }

  @Override
  public void close() {
    control.close();
    media.close();
    archive.close();
  }

  private static <B extends AwsClientBuilder<B, C>, C> B aimed(
      B builder, URI endpoint, SigV4 keys) {
    return builder
        .endpointOverride(endpoint)
        .region(Region.of(keys.region()))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(keys.accessKey(), keys.secretKey())));
  }
}
