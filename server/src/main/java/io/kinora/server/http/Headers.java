package io.kinora.server.http;

import java.util.List;
import java.util.Optional;

/// The header fields of a message in the order of arrival. Names compare without regard to case;
/// values are what was received, hop-by-hop fields included, because clients sign them.
public record Headers(List<Field> fields) {
  /// One header field.
  public record Field(String name, String value) {}

  public Headers {
    fields = List.copyOf(fields);
  }

  /// The value of the first field of that name.
  public Optional<String> first(String name) {
    for (var field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        return Optional.of(field.value());
      }
    }
    return Optional.empty();
  }

  /// The values of all fields of that name, in order.
  public List<String> all(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }
}
