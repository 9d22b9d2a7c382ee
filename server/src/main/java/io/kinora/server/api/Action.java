package io.kinora.server.api;

import static io.kinora.server.api.Plane.ARCHIVED_MEDIA;
import static io.kinora.server.api.Plane.CONTROL;
import static io.kinora.server.api.Plane.MEDIA;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Every operation of the service, built or not, and our own, and the path it is called at. All are
/// `POST`; paths compare with regard to case.
public enum Action {
  CREATE_STREAM("CreateStream", "/createStream", CONTROL),
  DESCRIBE_STREAM("DescribeStream", "/describeStream", CONTROL),
  LIST_STREAMS("ListStreams", "/listStreams", CONTROL),
  UPDATE_STREAM("UpdateStream", "/updateStream", CONTROL),
  UPDATE_DATA_RETENTION("UpdateDataRetention", "/updateDataRetention", CONTROL),
  DELETE_STREAM("DeleteStream", "/deleteStream", CONTROL),
  GET_DATA_ENDPOINT("GetDataEndpoint", "/getDataEndpoint", CONTROL),
  TAG_STREAM("TagStream", "/tagStream", CONTROL),
  UNTAG_STREAM("UntagStream", "/untagStream", CONTROL),
  LIST_TAGS_FOR_STREAM("ListTagsForStream", "/listTagsForStream", CONTROL),
  TAG_RESOURCE("TagResource", "/TagResource", CONTROL),
  UNTAG_RESOURCE("UntagResource", "/UntagResource", CONTROL),
  LIST_TAGS_FOR_RESOURCE("ListTagsForResource", "/ListTagsForResource", CONTROL),
  DESCRIBE_STREAM_STORAGE_CONFIGURATION(
      "DescribeStreamStorageConfiguration", "/describeStreamStorageConfiguration", CONTROL),
  UPDATE_STREAM_STORAGE_CONFIGURATION(
      "UpdateStreamStorageConfiguration", "/updateStreamStorageConfiguration", CONTROL),
  DESCRIBE_IMAGE_GENERATION_CONFIGURATION(
      "DescribeImageGenerationConfiguration", "/describeImageGenerationConfiguration", CONTROL),
  UPDATE_IMAGE_GENERATION_CONFIGURATION(
      "UpdateImageGenerationConfiguration", "/updateImageGenerationConfiguration", CONTROL),
  DESCRIBE_NOTIFICATION_CONFIGURATION(
      "DescribeNotificationConfiguration", "/describeNotificationConfiguration", CONTROL),
  UPDATE_NOTIFICATION_CONFIGURATION(
      "UpdateNotificationConfiguration", "/updateNotificationConfiguration", CONTROL),
  START_EDGE_CONFIGURATION_UPDATE(
      "StartEdgeConfigurationUpdate", "/startEdgeConfigurationUpdate", CONTROL),
  DESCRIBE_EDGE_CONFIGURATION("DescribeEdgeConfiguration", "/describeEdgeConfiguration", CONTROL),
  DELETE_EDGE_CONFIGURATION("DeleteEdgeConfiguration", "/deleteEdgeConfiguration", CONTROL),
  LIST_EDGE_AGENT_CONFIGURATIONS(
      "ListEdgeAgentConfigurations", "/listEdgeAgentConfigurations", CONTROL),
  CREATE_SIGNALING_CHANNEL("CreateSignalingChannel", "/createSignalingChannel", CONTROL),
  DESCRIBE_SIGNALING_CHANNEL("DescribeSignalingChannel", "/describeSignalingChannel", CONTROL),
  LIST_SIGNALING_CHANNELS("ListSignalingChannels", "/listSignalingChannels", CONTROL),
  UPDATE_SIGNALING_CHANNEL("UpdateSignalingChannel", "/updateSignalingChannel", CONTROL),
  DELETE_SIGNALING_CHANNEL("DeleteSignalingChannel", "/deleteSignalingChannel", CONTROL),
  GET_SIGNALING_CHANNEL_ENDPOINT(
      "GetSignalingChannelEndpoint", "/getSignalingChannelEndpoint", CONTROL),
  DESCRIBE_MEDIA_STORAGE_CONFIGURATION(
      "DescribeMediaStorageConfiguration", "/describeMediaStorageConfiguration", CONTROL),
  UPDATE_MEDIA_STORAGE_CONFIGURATION(
      "UpdateMediaStorageConfiguration", "/updateMediaStorageConfiguration", CONTROL),
  DESCRIBE_MAPPED_RESOURCE_CONFIGURATION(
      "DescribeMappedResourceConfiguration", "/describeMappedResourceConfiguration", CONTROL),
  PUT_MEDIA("PutMedia", "/putMedia", MEDIA),
  GET_MEDIA("GetMedia", "/getMedia", MEDIA),
  LIST_FRAGMENTS("ListFragments", "/listFragments", ARCHIVED_MEDIA),
  GET_MEDIA_FOR_FRAGMENT_LIST(
      "GetMediaForFragmentList", "/getMediaForFragmentList", ARCHIVED_MEDIA),
  GET_CLIP("GetClip", "/getClip", ARCHIVED_MEDIA),
  GET_HLS_STREAMING_SESSION_URL(
      "GetHLSStreamingSessionURL", "/getHLSStreamingSessionURL", ARCHIVED_MEDIA),
  GET_DASH_STREAMING_SESSION_URL(
      "GetDASHStreamingSessionURL", "/getDASHStreamingSessionURL", ARCHIVED_MEDIA),
  GET_IMAGES("GetImages", "/getImages", ARCHIVED_MEDIA),

  // Our own.
  DESCRIBE_STREAM_COVERAGE("DescribeStreamCoverage", "/describeStreamCoverage", ARCHIVED_MEDIA),
  DESCRIBE_STREAM_STATISTICS(
      "DescribeStreamStatistics", "/describeStreamStatistics", ARCHIVED_MEDIA),
  DESCRIBE_FRAGMENT("DescribeFragment", "/describeFragment", ARCHIVED_MEDIA);

  private static final Map<String, Action> BY_PATH =
      Arrays.stream(values()).collect(Collectors.toMap(Action::path, Function.identity()));

  private final String wireName;
  private final String path;
  private final Plane plane;

  Action(String wireName, String path, Plane plane) {
    this.wireName = wireName;
    this.path = path;
    this.plane = plane;
  }

  /// The action that is called at this path.
  public static Optional<Action> at(String path) {
    return Optional.ofNullable(BY_PATH.get(path));
  }

  /// The name, in AWS's model if it is there, such as `DescribeStream`.
  public String wireName() {
    return wireName;
  }

  public String path() {
    return path;
  }

  public Plane plane() {
    return plane;
  }

  /// The name in policies, such as `kinesisvideo:DescribeStream`.
  public String policyName() {
    return "kinesisvideo:" + wireName;
  }
}
