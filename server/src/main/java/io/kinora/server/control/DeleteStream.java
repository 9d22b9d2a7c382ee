package io.kinora.server.control;

import io.kinora.server.api.Action;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.Members;
import io.kinora.server.api.Output;
import io.kinora.server.api.Shapes;
import io.kinora.server.api.StreamArn;
import io.kinora.server.api.StreamOperation;
import io.kinora.server.api.StreamReference;
import io.kinora.store.StreamCatalog;
import io.kinora.store.StreamRecord;
import org.jspecify.annotations.Nullable;

/// Deletes a stream with all its media. By ARN only, so that a stream created anew under the name
/// is safe.
final class DeleteStream implements StreamOperation<DeleteStream.Input> {
  private final StreamCatalog streams;
  private final StreamLifecycle lifecycle;

  DeleteStream(StreamCatalog streams, StreamLifecycle lifecycle) {
    this.streams = streams;
    this.lifecycle = lifecycle;
  }

  record Input(StreamArn stream, @Nullable String version) {}

  @Override
  public Action action() {
    return Action.DELETE_STREAM;
  }

  @Override
  public Input read(Members in) {
    return new Input(
        in.required("StreamARN", Shapes.STREAM_ARN),
        in.optional("CurrentVersion", ControlShapes.VERSION));
  }

  @Override
  public StreamReference stream(Input input) {
    return new StreamReference.ByArn(input.stream());
  }

  @Override
  public Output run(Input input, StreamRecord stream, CallContext call) {
    if (!streams.delete(stream.id(), current -> Versions.check(current, input.version()))) {
      throw StreamChanges.gone(stream);
    }
    lifecycle.streamDeleted(stream);
    return Output.EMPTY;
  }
}
