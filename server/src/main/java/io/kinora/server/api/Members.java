package io.kinora.server.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// The members of a JSON object that a client sent. Members that nobody asks for are ignored.
public final class Members {
  private final JsonNode object;
  private final Location at;

  Members(JsonNode object, Location at) {
    this.object = object;
    this.at = at;
  }

  /// Members that are text, header fields say; numbers are read from text too.
  public static Members of(Map<String, String> texts) {
    var object = JsonNodeFactory.instance.objectNode();
    texts.forEach(object::put);
    return new Members(object, Location.TEXTS);
  }

  /// A member that may be absent; throws [ApiException] if it breaks a constraint of its shape.
  public <T> @Nullable T optional(String name, Shape<T> shape) {
    var value = object.get(name);
    return value == null || value.isNull() ? null : shape.read(value, at.member(name));
  }

  /// A member that stands for something also when it is absent.
  public <T> T optional(String name, Shape<T> shape, T absent) {
    var value = object.get(name);
    return value == null || value.isNull() ? absent : shape.read(value, at.member(name));
  }

  /// A member that must be present; throws [ApiException] if it is not, or if it breaks a
  /// constraint of its shape.
  public <T> T required(String name, Shape<T> shape) {
    var value = object.get(name);
    if (value == null || value.isNull()) {
      throw at.member(name).violation("null", "Member must not be null");
    }
    return shape.read(value, at.member(name));
  }
}
