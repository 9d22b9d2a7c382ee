package io.kinora.server.api;

import io.kinora.store.StreamRecord;
import org.jspecify.annotations.Nullable;

/// How a request names a stream. A name means whatever stream has it now; an ARN means one stream.
public sealed interface StreamReference {
  /// The stream that has this name.
  record ByName(String name) implements StreamReference {}

  /// The one stream of this ARN.
  record ByArn(StreamArn arn) implements StreamReference {
    @Override
    public String name() {
      return arn.name();
    }
  }

  String name();

  /// Whether the stream of the same name is the one that is meant.
  default boolean means(StreamRecord stream) {
    return switch (this) {
      case ByName(String name) -> name.equals(stream.name());
      case ByArn(StreamArn arn) -> arn.equals(StreamArn.of(stream));
    };
  }

  /// Reads `StreamName` and `StreamARN`, of which one is needed and both must agree.
  static StreamReference read(Members in) {
    return of(
        in.optional("StreamName", Shapes.STREAM_NAME), in.optional("StreamARN", Shapes.STREAM_ARN));
  }

  /// Joins a name and an ARN, of which one is needed and both must agree.
  static StreamReference of(@Nullable String name, @Nullable StreamArn arn) {
    if (arn == null) {
      if (name == null) {
        throw ApiError.INVALID_ARGUMENT.because("Either StreamName or StreamARN must be given.");
      }
      return new ByName(name);
    }
    if (name != null && !name.equals(arn.name())) {
      throw ApiError.INVALID_ARGUMENT.because(
          "StreamName and StreamARN name different streams: give one of them.");
    }
    return new ByArn(arn);
  }
}
