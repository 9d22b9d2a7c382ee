package io.kinora.server.cli;

import io.kinora.server.KinoraConfig;
import io.kinora.server.config.Key;
import io.kinora.server.config.Profile;
import io.kinora.server.config.Settings;
import io.kinora.server.config.Sources;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The options of a command that stand for settings, and where its settings come from.
///
/// @param keys each an option; beside them there is `--config`
record SettingOptions(Map<String, String> environment, List<Key<?>> keys) {
  private static final String CONFIG = "--config";

  Stream<Option> options() {
    return Stream.concat(
        Stream.of(
            new Option(CONFIG, "FILE", "Properties file with the settings of `kinora serve`.")),
        keys.stream().map(SettingOptions::option));
  }

  private static Option option(Key<?> key) {
    String inAws = key.dependsOnProfile() ? ", with profile=aws " + key.fallback(Profile.AWS) : "";
    String fallback = key.fallback().isEmpty() ? "" : " Default: " + key.fallback() + inAws + ".";
    return new Option(key.option(), "VALUE", key.summary() + fallback);
  }

  /// All settings.
  Settings read(Arguments given) {
    var file =
        given
            .value(CONFIG)
            .or(() -> Optional.ofNullable(environment.get(Sources.CONFIG_VARIABLE)))
            .map(Path::of);
    var options = new HashMap<String, String>();
    for (var key : keys) {
      given.value(key.option()).ifPresent(text -> options.put(key.name(), text));
    }
    return new Sources(file, environment, options).read(KinoraConfig.KEYS);
  }
}
