package io.kinora.conformance.client;

import com.amazonaws.auth.AWSCredentialsProvider;
import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.kinesisvideo.AmazonKinesisVideo;
import com.amazonaws.services.kinesisvideo.AmazonKinesisVideoClientBuilder;
import com.amazonaws.services.kinesisvideo.AmazonKinesisVideoPutMedia;
import com.amazonaws.services.kinesisvideo.AmazonKinesisVideoPutMediaClient;
import io.kinora.conformance.wire.SigV4;
import java.net.URI;

/// The AWS SDK for Java, version 1: the only one with PutMedia.
public final class SdkV1 {
  private SdkV1() {}

  /// The control plane.
  public static AmazonKinesisVideo control(URI endpoint, SigV4 keys) {
    return AmazonKinesisVideoClientBuilder.standard()
        .withEndpointConfiguration(new EndpointConfiguration(endpoint.toString(), keys.region()))
        .withCredentials(credentials(keys))
        .build();
  }

  /// PutMedia.
  public static AmazonKinesisVideoPutMedia putMedia(URI endpoint, SigV4 keys) {
    return AmazonKinesisVideoPutMediaClient.builder()
        .withEndpoint(endpoint)
        .withRegion(keys.region())
        .withCredentials(credentials(keys))
        .withNumberOfThreads(1)
        .build();
  }

  /// The keys as this SDK wants them.
  public static AWSCredentialsProvider credentials(SigV4 keys) {
    return new AWSStaticCredentialsProvider(
        new BasicAWSCredentials(keys.accessKey(), keys.secretKey()));
  }
}
