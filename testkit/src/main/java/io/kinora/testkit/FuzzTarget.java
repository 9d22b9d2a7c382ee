package io.kinora.testkit;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Something that takes any octets, and inputs to begin with.
///
/// @param type has a method `public static void fuzzerTestOneInput(byte[])`
/// @param input that method
/// @param seeds gives what to begin with
public record FuzzTarget(Class<?> type, Consumer<byte[]> input, Supplier<List<byte[]>> seeds) {
  /// What switches, folders and reports call it.
  @Override
  public String toString() {
    return type.getSimpleName();
  }
}
