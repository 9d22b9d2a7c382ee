package io.kinora.server.cli;

import io.kinora.server.Kinora;
import io.kinora.server.KinoraConfig;
import io.kinora.server.config.Key;
import io.kinora.server.config.Sources;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `kinora serve`: runs the server until the process is asked to stop.
final class ServeCommand implements Callable<Integer> {
  private static final String CONFIG = "--config";
  private static final String EXIT_WHEN_READY = "--exit-when-ready";

  private final Map<String, String> environment;
  private final CommandSpec spec;

  private ServeCommand(Map<String, String> environment) {
    this.environment = environment;
    spec = CommandSpec.wrapWithoutInspection(this).mixinStandardHelpOptions(true);
    spec.usageMessage()
        .sortOptions(false)
        .customSynopsis("kinora [serve] [--config=FILE] [--KEY=VALUE]... [--output=text|json]")
        .description(
            "Runs the server. When it is ready, one line on standard output says where and after"
                + " how long; the log goes to standard error.",
            "",
            "Later sources win: defaults, the properties file, the environment"
                + " (KINORA_INGEST_MEMORY for ingest.memory), options.",
            "");
    spec.addOption(
        OptionSpec.builder(CONFIG)
            .type(Path.class)
            .paramLabel("FILE")
            .description("Properties file with any of the keys below.")
            .build());
    KinoraConfig.KEYS.forEach(key -> spec.addOption(option(key)));
    spec.addOption(Output.option());
    spec.addOption(
        OptionSpec.builder(EXIT_WHEN_READY)
            .type(boolean.class)
            .description("Start, say so and stop: tries a configuration and warms caches.")
            .build());
  }

  static CommandSpec spec(Map<String, String> environment) {
    return new ServeCommand(environment).spec;
  }

  private static OptionSpec option(Key<?> key) {
    String fallback = key.fallback().isEmpty() ? "" : " Default: " + key.fallback() + ".";
    return OptionSpec.builder(key.option())
        .type(String.class)
        .paramLabel("VALUE")
        .description((key.summary() + fallback).replace("%", "%%"))
        .build();
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var parsed = spec.commandLine().getParseResult();
    var config = KinoraConfig.from(sources(parsed).read(KinoraConfig.KEYS));
    DirectMemory.check(config.ingest().memory());
    var kinora = Kinora.start(config);
    var stop = GracefulStop.onSignal(kinora, config.http().shutdownTimeout());
    spec.commandLine().getOut().println(ready(kinora, Output.of(parsed)));
    if (parsed.hasMatchedOption(EXIT_WHEN_READY)) {
      stop.withdraw();
      kinora.close();
    } else {
      kinora.awaitShutdown();
    }
    return ExitCode.DONE;
  }

  private Sources sources(ParseResult parsed) {
    Optional<Path> file =
        Optional.ofNullable(parsed.<Path>matchedOptionValue(CONFIG, null))
            .or(() -> Optional.ofNullable(environment.get(Sources.CONFIG_VARIABLE)).map(Path::of));
    var options = new HashMap<String, String>();
    for (var key : KinoraConfig.KEYS) {
      if (parsed.hasMatchedOption(key.option())) {
        options.put(key.name(), parsed.matchedOptionValue(key.option(), ""));
      }
    }
    return new Sources(file, environment, options);
  }

  private static String ready(Kinora kinora, Output output) {
    long startMs = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    return switch (output) {
      case TEXT ->
          "Kinora %s ready at %s in %d ms".formatted(Version.text(), kinora.url(), startMs);
      case JSON ->
          """
          {"event":"ready","version":"%s","url":"%s","startMs":%d}\
          """
              .formatted(Version.text(), kinora.url(), startMs);
    };
  }
}
