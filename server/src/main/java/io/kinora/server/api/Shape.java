package io.kinora.server.api;

import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// The type and the constraints of a member; [Shapes] has the common ones.
///
/// @param <T> what a valid value is read as
@FunctionalInterface
public interface Shape<T> {
  /// Reads a value that is present; throws [ApiException] if it breaks a constraint.
  T read(JsonNode value, Location at);

  /// This shape with a further check or conversion, which may throw [ApiException].
  default <U> Shape<U> map(Function<? super T, ? extends U> further) {
    return (value, at) -> further.apply(read(value, at));
  }
}
