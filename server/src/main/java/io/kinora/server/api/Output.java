package io.kinora.server.api;

/// The response of an operation, or a structure inside one.
@FunctionalInterface
public interface Output {
  /// The response of operations that have nothing to say: `{}`.
  Output EMPTY = _ -> {};

  /// Writes the members. Absent ones are left out: some clients take `null` for a value.
  void writeTo(JsonWriter json);
}
