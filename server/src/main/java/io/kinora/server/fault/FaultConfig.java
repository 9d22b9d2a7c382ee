package io.kinora.server.fault;

import io.kinora.server.config.Key;
import io.kinora.server.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where scripts of faults come from. From nowhere unless asked for.
///
/// @param script file of the faults that happen from the start on
/// @param endpoint whether `/faults` is there, by which the script is changed
public record FaultConfig(Optional<Path> script, boolean endpoint) {
  private static final Key<Path> SCRIPT =
      Key.path(
          "faults", "", "File of faults that happen on purpose, in JSON, to rehearse failures.");
  private static final Key<Boolean> ENDPOINT =
      Key.flag(
          "faults.endpoint",
          false,
          "Whether there is `/faults`, by which faults on purpose are changed while the server"
              + " runs.");

  /// The keys of this record.
  public static final List<Key<?>> KEYS = List.of(SCRIPT, ENDPOINT);

  /// Reads the keys.
  public static FaultConfig from(Settings settings) {
    return new FaultConfig(settings.find(SCRIPT), settings.get(ENDPOINT));
  }

  /// Whether any fault can ever happen.
  boolean isOn() {
    return endpoint || script.isPresent();
  }
}
