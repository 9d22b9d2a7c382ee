package io.kinora.server.control;

import io.kinora.server.api.JsonWriter;
import io.kinora.server.api.Members;
import io.kinora.server.api.Shape;
import io.kinora.server.api.Shapes;
import io.kinora.store.StreamRecord;

/// A `NotificationConfiguration`.
///
/// @param uri where notifications go
record Notification(StreamConfiguration.Status status, String uri)
    implements StreamConfiguration.Value {
  private static final Shape<String> DESTINATION =
      Shapes.structure(in -> in.required("Uri", ControlShapes.DESTINATION_URI));

  static Notification read(Members in) {
    return new Notification(
        in.required("Status", Shapes.oneOf(StreamConfiguration.Status.class)),
        in.required("DestinationConfig", DESTINATION));
  }

  @Override
  public void check(StreamRecord stream) {
    // Fits every stream.
  }

  @Override
  public void writeTo(JsonWriter json) {
    json.object("DestinationConfig", inner -> inner.text("Uri", uri));
    json.text("Status", status.name());
  }
}
