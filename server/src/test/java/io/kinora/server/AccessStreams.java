package io.kinora.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.AccessCall.Form;
import io.kinora.server.AccessCall.Wish;
import io.kinora.server.api.Action;
import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The streams of [AccessMatrixTest] and [SecretsTest], each with a fragment of footage and a tag,
/// and for each operation a request that succeeds with them.
final class AccessStreams {
  /// What the producers' clocks said, in seconds.
  private static final long RECORDED = 1_700_000_000;

  private static final byte[] AVCC =
      HexFormat.of()
          .parseHex("014d401fffe10017674d401fda014016ec0440000003004000000f03c60ca801000468ef3c80");
  private static final byte[] KEY_FRAME = HexFormat.of().parseHex("00000003650101");

  private static final Pattern ARN = Pattern.compile("\"(arn:[^\"]*)\"");
  private static final Pattern VERSION = Pattern.compile("\"Version\":\"([^\"]*)\"");
  private static final Pattern FRAGMENT = Pattern.compile("\"FragmentNumber\":\"(\\d+)\"");

  private final TestServer server;
  private final SigV4 admin;

  /// @param admin may do everything
  AccessStreams(TestServer server, SigV4 admin) {
    this.server = server;
    this.admin = admin;
  }

  /// A stream that is there, or would be there.
  ///
  /// @param fragment the number of a fragment of it
  record Stream(String name, String arn, String version, String fragment) {}

  /// One that is not there.
  static Stream unborn(String name) {
    return new Stream(
        name, "arn:aws:kinesisvideo:us-east-1:000000000000:stream/%s/0".formatted(name), "v", "1");
  }

  /// Makes a stream and records it.
  Stream create(String name) throws IOException {
    var stream = unborn(name);
    var arn = found(ARN, succeed(Action.CREATE_STREAM, stream));
    assertThat(succeed(Action.PUT_MEDIA, stream)).contains("PERSISTED");
    var version = found(VERSION, succeed(Action.DESCRIBE_STREAM, stream));
    return new Stream(name, arn, version, found(FRAGMENT, succeed(Action.LIST_FRAGMENTS, stream)));
  }

  /// All that can be known of a stream.
  String state(Stream stream) throws IOException {
    var state = new StringBuilder();
    for (var action :
        List.of(
            Action.DESCRIBE_STREAM,
            Action.LIST_TAGS_FOR_STREAM,
            Action.DESCRIBE_STREAM_STORAGE_CONFIGURATION,
            Action.DESCRIBE_IMAGE_GENERATION_CONFIGURATION,
            Action.DESCRIBE_NOTIFICATION_CONFIGURATION,
            Action.LIST_FRAGMENTS)) {
      state.append(action).append(": ").append(asAdmin(action, stream).body()).append('\n');
    }
    return state.toString();
  }

  private String succeed(Action action, Stream stream) throws IOException {
    var answer = asAdmin(action, stream);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private AccessAnswer asAdmin(Action action, Stream stream) throws IOException {
    return AccessAnswer.to(
        server, wish(action, stream).signed(Form.HEADER, admin, Instant.now()).octets());
  }

  private static String found(Pattern pattern, String text) {
    var matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  /// A request that succeeds, if it is let in and there is such an operation.
  Wish wish(Action action, Stream stream) {
    var fields = new TreeMap<String, String>();
    fields.put("host", "127.0.0.1:" + server.url().getPort());
    fields.put("content-type", "application/json");
    if (action == Action.PUT_MEDIA) {
      fields.put("x-amzn-stream-name", stream.name());
      fields.put("x-amzn-fragment-timecode-type", "ABSOLUTE");
    }
    var media = action == Action.PUT_MEDIA ? footage() : new byte[0];
    return new Wish(action, members(action, stream), fields, media);
  }

  private static byte[] footage() {
    return Mkv.join(
        Mkv.headerOf(Mkv.track(1, 1, "V_MPEG4/ISO/AVC", AVCC)),
        Mkv.clusterOf(RECORDED * 1000, Mkv.frame(1, 0, true, KEY_FRAME)));
  }

  private static SortedMap<String, String> members(Action action, Stream stream) {
    var members = new TreeMap<String, String>();
    switch (action) {
      case LIST_STREAMS, PUT_MEDIA -> {}
      case DELETE_STREAM -> members.put("StreamARN", text(stream.arn()));
      case TAG_RESOURCE, UNTAG_RESOURCE, LIST_TAGS_FOR_RESOURCE ->
          members.put("ResourceARN", text(stream.arn()));
      default -> members.put("StreamName", text(stream.name()));
    }
    switch (action) {
      case UPDATE_STREAM,
          UPDATE_DATA_RETENTION,
          UPDATE_STREAM_STORAGE_CONFIGURATION,
          DELETE_STREAM ->
          members.put("CurrentVersion", text(stream.version()));
      default -> {}
    }
    members.putAll(particular(action, stream));
    return members;
  }

  /// What only this operation wants. One that wants more fails the row of who may do it until it is
  /// added here.
  private static Map<String, String> particular(Action action, Stream stream) {
    return switch (action) {
      case CREATE_STREAM -> Map.of("DataRetentionInHours", "24", "Tags", "{\"old\":\"v\"}");
      case UPDATE_STREAM -> Map.of("MediaType", text("video/h264"));
      case UPDATE_DATA_RETENTION ->
          Map.of("Operation", text("INCREASE_DATA_RETENTION"), "DataRetentionChangeInHours", "1");
      case GET_DATA_ENDPOINT -> Map.of("APIName", text("GET_MEDIA"));
      case TAG_STREAM -> Map.of("Tags", "{\"k\":\"v\"}");
      case TAG_RESOURCE -> Map.of("Tags", "[{\"Key\":\"k\",\"Value\":\"v\"}]");
      case UNTAG_STREAM, UNTAG_RESOURCE -> Map.of("TagKeyList", "[\"old\"]");
      case UPDATE_STREAM_STORAGE_CONFIGURATION ->
          Map.of("StreamStorageConfiguration", "{\"DefaultStorageTier\":\"WARM\"}");
      case UPDATE_IMAGE_GENERATION_CONFIGURATION ->
          Map.of("ImageGenerationConfiguration", IMAGE_GENERATION);
      case UPDATE_NOTIFICATION_CONFIGURATION -> Map.of("NotificationConfiguration", NOTIFICATION);
      case GET_MEDIA -> Map.of("StartSelector", "{\"StartSelectorType\":\"EARLIEST\"}");
      case GET_MEDIA_FOR_FRAGMENT_LIST ->
          Map.of("Fragments", "[\"%s\"]".formatted(stream.fragment()));
      case DESCRIBE_FRAGMENT -> Map.of("FragmentNumber", text(stream.fragment()));
      case GET_CLIP -> Map.of("ClipFragmentSelector", SELECTOR);
      case GET_HLS_STREAMING_SESSION_URL ->
          Map.of("PlaybackMode", text("ON_DEMAND"), "HLSFragmentSelector", SELECTOR);
      case GET_DASH_STREAMING_SESSION_URL ->
          Map.of("PlaybackMode", text("ON_DEMAND"), "DASHFragmentSelector", SELECTOR);
      case GET_IMAGES ->
          Map.of(
              "ImageSelectorType", text("PRODUCER_TIMESTAMP"),
              "StartTimestamp", Long.toString(RECORDED),
              "EndTimestamp", Long.toString(RECORDED),
              "Format", text("JPEG"));
      case DESCRIBE_STREAM_COVERAGE -> Map.of("FragmentSelector", SELECTOR);
      default -> Map.of();
    };
  }

  /// What the answer to who may do it holds.
  static String proof(Action action, Stream stream) {
    return switch (action) {
      case CREATE_STREAM -> "\"StreamARN\":\"";
      case DESCRIBE_STREAM, LIST_STREAMS -> "\"StreamName\":\"" + stream.name() + "\"";
      case GET_DATA_ENDPOINT -> "\"DataEndpoint\":\"http";
      case LIST_TAGS_FOR_STREAM, LIST_TAGS_FOR_RESOURCE -> "old";
      case DESCRIBE_STREAM_STORAGE_CONFIGURATION -> "\"DefaultStorageTier\":\"HOT\"";
      case PUT_MEDIA -> "PERSISTED";
      case GET_MEDIA, GET_MEDIA_FOR_FRAGMENT_LIST, LIST_FRAGMENTS, DESCRIBE_FRAGMENT ->
          stream.fragment();
      case GET_CLIP -> "ftyp";
      case GET_HLS_STREAMING_SESSION_URL -> "\"HLSStreamingSessionURL\":\"http";
      case GET_DASH_STREAMING_SESSION_URL -> "\"DASHStreamingSessionURL\":\"http";
      case GET_IMAGES -> "\"ImageContent\":\"";
      case DESCRIBE_STREAM_COVERAGE -> "\"Spans\":[{";
      case DESCRIBE_STREAM_STATISTICS -> "\"Fragments\":1";
      case DELETE_STREAM,
          DESCRIBE_IMAGE_GENERATION_CONFIGURATION,
          DESCRIBE_NOTIFICATION_CONFIGURATION,
          TAG_RESOURCE,
          TAG_STREAM,
          UNTAG_RESOURCE,
          UNTAG_STREAM,
          UPDATE_DATA_RETENTION,
          UPDATE_IMAGE_GENERATION_CONFIGURATION,
          UPDATE_NOTIFICATION_CONFIGURATION,
          UPDATE_STREAM,
          UPDATE_STREAM_STORAGE_CONFIGURATION ->
          "{";
      case CREATE_SIGNALING_CHANNEL,
          DELETE_EDGE_CONFIGURATION,
          DELETE_SIGNALING_CHANNEL,
          DESCRIBE_EDGE_CONFIGURATION,
          DESCRIBE_MAPPED_RESOURCE_CONFIGURATION,
          DESCRIBE_MEDIA_STORAGE_CONFIGURATION,
          DESCRIBE_SIGNALING_CHANNEL,
          GET_SIGNALING_CHANNEL_ENDPOINT,
          LIST_EDGE_AGENT_CONFIGURATIONS,
          LIST_SIGNALING_CHANNELS,
          START_EDGE_CONFIGURATION_UPDATE,
          UPDATE_MEDIA_STORAGE_CONFIGURATION,
          UPDATE_SIGNALING_CHANNEL ->
          action.wireName() + " is not supported by Kinora yet.";
    };
  }

  static final String SELECTOR =
      """
      {"FragmentSelectorType":"PRODUCER_TIMESTAMP",\
      "TimestampRange":{"StartTimestamp":%d,"EndTimestamp":%d}}\
      """
          .formatted(RECORDED, RECORDED + 60);

  private static final String IMAGE_GENERATION =
      """
      {"Status":"ENABLED","ImageSelectorType":"SERVER_TIMESTAMP","SamplingInterval":3000,\
      "Format":"JPEG","DestinationConfig":{"Uri":"s3://bucket/folder",\
      "DestinationRegion":"us-east-1"}}\
      """;

  private static final String NOTIFICATION =
      """
      {"Status":"ENABLED","DestinationConfig":{"Uri":"arn:aws:sns:us-east-1:000000000000:topic"}}\
      """;

  private static String text(String value) {
    return "\"" + value + "\"";
  }
}
