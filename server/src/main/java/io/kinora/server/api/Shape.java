package io.kinora.server.api;

import tools.jackson.databind.JsonNode;

/// The type and the constraints of a member; [Shapes] has the common ones.
///
/// @param <T> what a valid value is read as
@FunctionalInterface
public interface Shape<T> {
  /// Reads a value that is present; throws [ApiException] if it breaks a constraint.
  T read(JsonNode value, Location at);
}
