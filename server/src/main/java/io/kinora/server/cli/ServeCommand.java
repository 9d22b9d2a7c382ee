package io.kinora.server.cli;

import io.kinora.server.Kinora;
import io.kinora.server.KinoraConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// `kinora serve`: runs the server until the process is asked to stop.
final class ServeCommand implements Callable<Integer> {
  private static final String EXIT_WHEN_READY = "--exit-when-ready";

  private final CommandSpec spec;
  private final SettingOptions settings;

  private ServeCommand(Map<String, String> environment) {
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
    settings = SettingOptions.addTo(spec, environment, KinoraConfig.KEYS);
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

  @Override
  public Integer call() throws IOException, InterruptedException {
    var parsed = spec.commandLine().getParseResult();
    var config = KinoraConfig.from(settings.read());
    DirectMemory.check(config.ingest().memory());
    var kinora = Kinora.start(config);
    var stop = GracefulStop.onSignal(kinora::close, config.http().shutdownTimeout());
    spec.commandLine().getOut().println(ready(kinora, Output.of(parsed)));
    if (parsed.hasMatchedOption(EXIT_WHEN_READY)) {
      stop.withdraw();
      kinora.close();
    } else {
      kinora.awaitShutdown();
    }
    return ExitCode.DONE;
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
