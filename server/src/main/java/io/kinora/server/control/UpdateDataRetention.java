package io.kinora.server.control;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.Members;
import io.kinora.server.api.Output;
import io.kinora.server.api.Shapes;
import io.kinora.server.api.StreamOperation;
import io.kinora.server.api.StreamReference;
import io.kinora.store.StreamRecord;

/// Makes the retention of a stream longer or shorter by a number of hours. The store applies it to
/// what is stored at once.
final class UpdateDataRetention implements StreamOperation<UpdateDataRetention.Input> {
  private final StreamChanges changes;

  UpdateDataRetention(StreamChanges changes) {
    this.changes = changes;
  }

  enum Direction {
    INCREASE_DATA_RETENTION,
    DECREASE_DATA_RETENTION
  }

  record Input(StreamReference stream, String version, Direction direction, int hours) {}

  @Override
  public Action action() {
    return Action.UPDATE_DATA_RETENTION;
  }

  @Override
  public Input read(Members in) {
    return new Input(
        StreamReference.read(in),
        in.required("CurrentVersion", ControlShapes.VERSION),
        in.required("Operation", Shapes.oneOf(Direction.class)),
        in.required("DataRetentionChangeInHours", Shapes.integer(1, Integer.MAX_VALUE)));
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
    long hours =
        switch (input.direction()) {
          case INCREASE_DATA_RETENTION -> (long) stream.retentionHours() + input.hours();
          case DECREASE_DATA_RETENTION -> (long) stream.retentionHours() - input.hours();
        };
    if (hours < 0 || hours > ControlShapes.RETENTION_HOURS_MAX) {
      throw ApiError.INVALID_ARGUMENT.because(
          "The retention would be %d hours; 0 to %d are allowed."
              .formatted(hours, ControlShapes.RETENTION_HOURS_MAX));
    }
    return stream.withRetentionHours((int) hours);
  }
}
