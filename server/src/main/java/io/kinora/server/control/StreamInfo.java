package io.kinora.server.control;

import io.kinora.server.api.JsonWriter;
import io.kinora.server.api.Output;
import io.kinora.server.api.StreamArn;
import io.kinora.server.api.StreamAttribute;
import io.kinora.store.StreamRecord;

/// A stream as clients see it. The Java producer needs the retention also when it is 0.
record StreamInfo(StreamRecord stream) implements Output {
  @Override
  public void writeTo(JsonWriter json) {
    var arn = StreamArn.of(stream);
    json.timestamp("CreationTime", stream.createdAtMs());
    json.number("DataRetentionInHours", stream.retentionHours());
    json.text("DeviceName", StreamAttribute.DEVICE_NAME.of(stream).orElse(null));
    json.text("KmsKeyId", StreamAttribute.KMS_KEY_ID.of(stream).orElseGet(() -> ownKey(arn)));
    json.text("MediaType", StreamAttribute.MEDIA_TYPE.of(stream).orElse(null));
    // Creation, change and deletion are complete before they are answered.
    json.text("Status", "ACTIVE");
    json.text("StreamARN", arn.toString());
    json.text("StreamName", stream.name());
    json.text("Version", stream.version());
  }

  /// The key that AWS names when the user gave none.
  private static String ownKey(StreamArn arn) {
    return "arn:%s:kms:%s:%s:alias/aws/kinesisvideo"
        .formatted(arn.partition(), arn.region(), arn.account());
  }
}
