package io.kinora.server.control;

import io.kinora.server.api.Action;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.Members;
import io.kinora.server.api.Output;
import io.kinora.server.api.StreamAttribute;
import io.kinora.server.api.StreamOperation;
import io.kinora.server.api.StreamReference;
import io.kinora.store.StreamRecord;
import org.jspecify.annotations.Nullable;

/// Changes the device name and the media type of a stream; what is absent stays.
final class UpdateStream implements StreamOperation<UpdateStream.Input> {
  private final StreamChanges changes;

  UpdateStream(StreamChanges changes) {
    this.changes = changes;
  }

  record Input(
      StreamReference stream,
      String version,
      @Nullable String deviceName,
      @Nullable String mediaType) {}

  @Override
  public Action action() {
    return Action.UPDATE_STREAM;
  }

  @Override
  public Input read(Members in) {
    return new Input(
        StreamReference.read(in),
        in.required("CurrentVersion", ControlShapes.VERSION),
        in.optional("DeviceName", ControlShapes.DEVICE_NAME),
        in.optional("MediaType", ControlShapes.MEDIA_TYPE));
  }

  @Override
  public StreamReference stream(Input input) {
    return input.stream();
  }

  @Override
  public Output run(Input input, StreamRecord stream, CallContext call) {
    changes.update(stream, input.version(), current -> changed(current, input));
    return Output.EMPTY;
  }

  private static StreamRecord changed(StreamRecord stream, Input input) {
    var named =
        input.deviceName() == null
            ? stream
            : StreamAttribute.DEVICE_NAME.set(stream, input.deviceName());
    return input.mediaType() == null
        ? named
        : StreamAttribute.MEDIA_TYPE.set(named, input.mediaType());
  }
}
