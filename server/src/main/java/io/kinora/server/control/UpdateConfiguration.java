package io.kinora.server.control;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.JsonWriter;
import io.kinora.server.api.Members;
import io.kinora.server.api.Output;
import io.kinora.server.api.StreamOperation;
import io.kinora.server.api.StreamReference;
import io.kinora.store.StreamRecord;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// UpdateImageGenerationConfiguration and UpdateNotificationConfiguration: keeps a configuration;
/// an absent one removes what was kept.
final class UpdateConfiguration implements StreamOperation<UpdateConfiguration.Input> {
  private final StreamConfiguration kind;
  private final StreamChanges changes;

  UpdateConfiguration(StreamConfiguration kind, StreamChanges changes) {
    this.kind = kind;
    this.changes = changes;
  }

  record Input(StreamReference stream, StreamConfiguration.@Nullable Value value) {}

  @Override
  public Action action() {
    return kind.update();
  }

  @Override
  public Input read(Members in) {
    return new Input(StreamReference.read(in), in.optional(kind.member(), kind.shape()));
  }

  @Override
  public StreamReference stream(Input input) {
    return input.stream();
  }

  @Override
  public Output run(Input input, StreamRecord stream, CallContext call) {
    changes.update(stream, current -> changed(current, input.value()));
    return Output.EMPTY;
  }

  private StreamRecord changed(StreamRecord stream, StreamConfiguration.@Nullable Value value) {
    if (stream.retentionHours() == 0) {
      throw ApiError.NO_DATA_RETENTION.because(
          "The stream %s retains no data.".formatted(stream.name()));
    }
    if (value == null) {
      return kind.attribute().set(stream, null);
    }
    value.check(stream);
    String json = new String(JsonWriter.object(value), StandardCharsets.UTF_8);
    return kind.attribute().set(stream, json);
  }
}
