package io.kinora.server.auth;

import io.kinora.server.config.ConfigException;
import io.kinora.server.config.Key;
import io.kinora.server.config.Settings;
import java.nio.file.Path;
import java.util.List;

/// How requests are authenticated.
public sealed interface AuthConfig {
  /// The choice of `auth`.
  enum Mode {
    OPEN,
    KEYS
  }

  Key<Mode> AUTH =
      Key.choice(
          "auth",
          Mode.OPEN,
          "`open`: any access key may do everything, on a loopback address only; `keys`: whoever"
              + " signs with a key of the file may do what the key's policy allows.");
  Key<Path> KEYS_FILE = Key.path("keys", "", "File of the access keys, in JSON, for `auth=keys`.");

  /// The keys of this family.
  List<Key<?>> KEYS = List.of(AUTH, KEYS_FILE);

  /// Any access key may do everything.
  record Open() implements AuthConfig {}

  /// Access keys.
  ///
  /// @param file where they are written down
  record Keys(Path file) implements AuthConfig {}

  /// Reads the keys.
  static AuthConfig from(Settings settings) {
    var file = settings.find(KEYS_FILE);
    return switch (settings.get(AUTH)) {
      case OPEN -> {
        if (file.isPresent()) {
          throw new ConfigException("keys has no effect with auth=open; set auth=keys too");
        }
        yield new Open();
      }
      case KEYS ->
          new Keys(
              file.orElseThrow(
                  () -> new ConfigException("auth=keys needs keys=FILE with the access keys")));
    };
  }
}
