package io.kinora.server.quota;

import io.kinora.server.api.Action;

/// How often an operation may be called, by the published quotas of AWS. Where AWS publishes none
/// for an operation, but has some for those most like it, it is assumed to have the same.
///
/// @param ofAccount calls a second for all streams together; 0 for any number
/// @param ofStream calls a second for one stream; 0 for any number
record CallRates(int ofAccount, int ofStream) {
  private static final CallRates ANY = new CallRates(0, 0);
  private static final CallRates LOOKUP = new CallRates(300, 5);
  private static final CallRates ACCOUNT = new CallRates(50, 0);
  private static final CallRates CHANGE = new CallRates(50, 5);
  private static final CallRates EDGE = new CallRates(10, 1);
  private static final CallRates MEDIA = new CallRates(0, 5);
  private static final CallRates SESSION = new CallRates(0, 25);

  static CallRates of(Action action) {
    return switch (action) {
      case DESCRIBE_STREAM, GET_DATA_ENDPOINT -> LOOKUP;
      case CREATE_STREAM, LIST_STREAMS, LIST_EDGE_AGENT_CONFIGURATIONS -> ACCOUNT;
      case UPDATE_STREAM,
          UPDATE_DATA_RETENTION,
          DELETE_STREAM,
          TAG_STREAM,
          UNTAG_STREAM,
          LIST_TAGS_FOR_STREAM,
          DESCRIBE_IMAGE_GENERATION_CONFIGURATION,
          UPDATE_IMAGE_GENERATION_CONFIGURATION,
          DESCRIBE_NOTIFICATION_CONFIGURATION,
          UPDATE_NOTIFICATION_CONFIGURATION,
          DESCRIBE_EDGE_CONFIGURATION,
          DESCRIBE_MAPPED_RESOURCE_CONFIGURATION ->
          CHANGE;
      // Assumed: not in the table of AWS, and much like those above.
      case TAG_RESOURCE,
          UNTAG_RESOURCE,
          LIST_TAGS_FOR_RESOURCE,
          DESCRIBE_STREAM_STORAGE_CONFIGURATION,
          UPDATE_STREAM_STORAGE_CONFIGURATION ->
          CHANGE;
      case START_EDGE_CONFIGURATION_UPDATE, DELETE_EDGE_CONFIGURATION -> EDGE;
      case PUT_MEDIA, GET_MEDIA -> MEDIA;
      case GET_HLS_STREAMING_SESSION_URL, GET_DASH_STREAMING_SESSION_URL -> SESSION;
      // By fragments rather than by calls.
      case LIST_FRAGMENTS, GET_MEDIA_FOR_FRAGMENT_LIST, GET_CLIP, GET_IMAGES -> ANY;
      // AWS has none of these, or Kinora has not.
      case CREATE_SIGNALING_CHANNEL,
          DESCRIBE_SIGNALING_CHANNEL,
          LIST_SIGNALING_CHANNELS,
          UPDATE_SIGNALING_CHANNEL,
          DELETE_SIGNALING_CHANNEL,
          GET_SIGNALING_CHANNEL_ENDPOINT,
          DESCRIBE_MEDIA_STORAGE_CONFIGURATION,
          UPDATE_MEDIA_STORAGE_CONFIGURATION,
          DESCRIBE_STREAM_COVERAGE,
          DESCRIBE_STREAM_STATISTICS,
          DESCRIBE_FRAGMENT ->
          ANY;
    };
  }
}
