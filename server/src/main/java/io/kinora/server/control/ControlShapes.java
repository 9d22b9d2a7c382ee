package io.kinora.server.control;

import io.kinora.server.api.Shape;
import io.kinora.server.api.Shapes;

/// The shapes of members that several operations of the control plane share.
final class ControlShapes {
  static final Shape<String> DEVICE_NAME = Shapes.text(1, 128, "[a-zA-Z0-9_.-]+");
  static final Shape<String> MEDIA_TYPE =
      Shapes.text(1, 128, "[\\w\\-\\.\\+]+/[\\w\\-\\.\\+]+(,[\\w\\-\\.\\+]+/[\\w\\-\\.\\+]+)*");
  static final Shape<String> VERSION = Shapes.text(1, 64, "[a-zA-Z0-9]+");
  static final Shape<String> DESTINATION_URI =
      Shapes.text(1, 255, "^[a-zA-Z_0-9]+:(//)?([^/]+)/?([^*]*)$");

  /// Ten years; AWS has no longer retention.
  static final int RETENTION_HOURS_MAX = 87_600;

  private ControlShapes() {}
}
