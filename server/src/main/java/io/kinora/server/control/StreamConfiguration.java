package io.kinora.server.control;

import io.kinora.server.api.Action;
import io.kinora.server.api.Output;
import io.kinora.server.api.Shape;
import io.kinora.server.api.Shapes;
import io.kinora.server.api.StreamAttribute;
import io.kinora.store.StreamRecord;

/// A structure that AWS keeps beside a stream and acts on. Kinora keeps it and gives it back.
///
/// @param member what holds it in requests and responses
/// @param describe the action that gives it back
/// @param update the action that sets it
/// @param attribute where it is kept, as JSON
/// @param shape how it is read
record StreamConfiguration(
    String member,
    Action describe,
    Action update,
    StreamAttribute attribute,
    Shape<? extends Value> shape) {
  static final StreamConfiguration IMAGE_GENERATION =
      new StreamConfiguration(
          "ImageGenerationConfiguration",
          Action.DESCRIBE_IMAGE_GENERATION_CONFIGURATION,
          Action.UPDATE_IMAGE_GENERATION_CONFIGURATION,
          StreamAttribute.IMAGE_GENERATION,
          Shapes.structure(ImageGeneration::read));

  static final StreamConfiguration NOTIFICATION =
      new StreamConfiguration(
          "NotificationConfiguration",
          Action.DESCRIBE_NOTIFICATION_CONFIGURATION,
          Action.UPDATE_NOTIFICATION_CONFIGURATION,
          StreamAttribute.NOTIFICATION,
          Shapes.structure(Notification::read));

  /// A configuration of either kind, as it is kept and given back.
  sealed interface Value extends Output permits ImageGeneration, Notification {
    /// Throws if it does not fit the stream.
    void check(StreamRecord stream);
  }

  /// Whether a configuration takes effect.
  enum Status {
    ENABLED,
    DISABLED
  }
}
