package io.kinora.server.control;

import io.kinora.server.api.Action;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.Members;
import io.kinora.server.api.Output;
import io.kinora.server.api.StreamAttribute;
import io.kinora.server.api.StreamOperation;
import io.kinora.server.api.StreamReference;
import io.kinora.store.StreamRecord;

/// Sets the storage tier of a stream.
final class UpdateStreamStorageConfiguration
    implements StreamOperation<UpdateStreamStorageConfiguration.Input> {
  private final StreamChanges changes;

  UpdateStreamStorageConfiguration(StreamChanges changes) {
    this.changes = changes;
  }

  record Input(StreamReference stream, String version, StorageTier tier) {}

  @Override
  public Action action() {
    return Action.UPDATE_STREAM_STORAGE_CONFIGURATION;
  }

  @Override
  public Input read(Members in) {
    return new Input(
        StreamReference.read(in),
        in.required("CurrentVersion", ControlShapes.VERSION),
        in.required("StreamStorageConfiguration", StorageTier.CONFIGURATION));
  }

  @Override
  public StreamReference stream(Input input) {
    return input.stream();
  }

  @Override
  public Output run(Input input, StreamRecord stream, CallContext call) {
    changes.update(
        stream,
        input.version(),
        current -> StreamAttribute.STORAGE_TIER.set(current, input.tier().name()));
    return Output.EMPTY;
  }
}
