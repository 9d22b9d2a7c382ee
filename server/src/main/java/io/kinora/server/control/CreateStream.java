package io.kinora.server.control;

import io.kinora.server.api.AccountOperation;
import io.kinora.server.api.Action;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.Members;
import io.kinora.server.api.Output;
import io.kinora.server.api.Shape;
import io.kinora.server.api.Shapes;
import io.kinora.server.api.StreamArn;
import io.kinora.server.api.StreamAttribute;
import io.kinora.store.StreamCatalog;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Creates a stream. It can be used at once: producers go on without describing it.
final class CreateStream implements AccountOperation<CreateStream.Input> {
  private static final Shape<String> KMS_KEY_ID = Shapes.text(1, 2048, ".+");

  private final StreamCatalog streams;
  private final Versions versions;
  private final int streamsMax;

  /// @param streamsMax how many streams may live; creations at the same moment may exceed it
  CreateStream(StreamCatalog streams, Versions versions, int streamsMax) {
    this.streams = streams;
    this.versions = versions;
    this.streamsMax = streamsMax;
  }

  record Input(
      String name,
      @Nullable String deviceName,
      @Nullable String mediaType,
      @Nullable String kmsKeyId,
      StorageTier tier,
      int retentionHours,
      SortedMap<String, String> tags) {}

  @Override
  public Action action() {
    return Action.CREATE_STREAM;
  }

  @Override
  public Input read(Members in) {
    return new Input(
        in.required("StreamName", Shapes.STREAM_NAME),
        in.optional("DeviceName", ControlShapes.DEVICE_NAME),
        in.optional("MediaType", ControlShapes.MEDIA_TYPE),
        in.optional("KmsKeyId", KMS_KEY_ID),
        in.optional("StreamStorageConfiguration", StorageTier.CONFIGURATION, StorageTier.HOT),
        in.optional(
            "DataRetentionInHours", Shapes.integer(0, ControlShapes.RETENTION_HOURS_MAX), 0),
        in.optional("Tags", Tags.MAP, Collections.emptySortedMap()));
  }

  @Override
  public String resource(Input input, CallContext call) {
    return call.identity().unborn(call.caller(), input.name()).toString();
  }

  @Override
  public Output run(Input input, CallContext call) {
    if (streams.count() >= streamsMax && streams.find(input.name()).isEmpty()) {
      throw ApiError.ACCOUNT_STREAM_LIMIT_EXCEEDED.because(
          "There are %d streams already.".formatted(streamsMax));
    }
    var stream =
        streams
            .create(
                input.name(),
                versions.next(),
                input.retentionHours(),
                attributes(input, call),
                input.tags())
            .orElseThrow(
                () ->
                    ApiError.RESOURCE_IN_USE.because(
                        "The stream %s already exists.".formatted(input.name())));
    var arn = StreamArn.of(stream);
    return json -> json.text("StreamARN", arn.toString());
  }

  /// The ARN's parts are kept with the stream: they must stay when the configuration changes.
  private static SortedMap<String, String> attributes(Input input, CallContext call) {
    var arn = call.identity().unborn(call.caller(), input.name());
    var attributes = new TreeMap<String, String>();
    StreamAttribute.PARTITION.put(attributes, arn.partition());
    StreamAttribute.REGION.put(attributes, arn.region());
    StreamAttribute.ACCOUNT.put(attributes, arn.account());
    StreamAttribute.DEVICE_NAME.put(attributes, input.deviceName());
    StreamAttribute.MEDIA_TYPE.put(attributes, input.mediaType());
    StreamAttribute.KMS_KEY_ID.put(attributes, input.kmsKeyId());
    StreamAttribute.STORAGE_TIER.put(attributes, input.tier().name());
    return attributes;
  }
}
