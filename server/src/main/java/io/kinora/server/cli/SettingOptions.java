package io.kinora.server.cli;

import io.kinora.server.KinoraConfig;
import io.kinora.server.config.Key;
import io.kinora.server.config.Settings;
import io.kinora.server.config.Sources;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The options of a command that stand for settings, and where its settings come from.
final class SettingOptions {
  private static final String CONFIG = "--config";

  private final CommandSpec spec;
  private final Map<String, String> environment;
  private final List<Key<?>> keys;

  private SettingOptions(CommandSpec spec, Map<String, String> environment, List<Key<?>> keys) {
    this.spec = spec;
    this.environment = environment;
    this.keys = keys;
  }

  /// Adds `--config` and an option for each key.
  static SettingOptions addTo(
      CommandSpec spec, Map<String, String> environment, List<Key<?>> keys) {
    spec.addOption(
        OptionSpec.builder(CONFIG)
            .type(Path.class)
            .paramLabel("FILE")
            .description("Properties file with the settings of `kinora serve`.")
            .build());
    keys.forEach(key -> spec.addOption(option(key)));
    return new SettingOptions(spec, environment, keys);
  }

  private static OptionSpec option(Key<?> key) {
    String fallback = key.fallback().isEmpty() ? "" : " Default: " + key.fallback() + ".";
    return OptionSpec.builder(key.option())
        .type(String.class)
        .paramLabel("VALUE")
        .description((key.summary() + fallback).replace("%", "%%"))
        .build();
  }

  /// All settings, after the command line was parsed.
  Settings read() {
    var parsed = spec.commandLine().getParseResult();
    var file =
        Optional.ofNullable(parsed.<Path>matchedOptionValue(CONFIG, null))
            .or(() -> Optional.ofNullable(environment.get(Sources.CONFIG_VARIABLE)).map(Path::of));
    var options = new HashMap<String, String>();
    for (var key : keys) {
      if (parsed.hasMatchedOption(key.option())) {
        options.put(key.name(), parsed.matchedOptionValue(key.option(), ""));
      }
    }
    return new Sources(file, environment, options).read(KinoraConfig.KEYS);
  }
}
