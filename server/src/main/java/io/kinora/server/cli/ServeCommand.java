package io.kinora.server.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kinora.server.Kinora;
import io.kinora.server.KinoraConfig;
import io.kinora.server.cli.Command.Console;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// `kinora serve`: runs the server until the process is asked to stop.
final class ServeCommand {
  private static final String EXIT_WHEN_READY = "--exit-when-ready";

  private final SettingOptions settings;

  private ServeCommand(SettingOptions settings) {
    this.settings = settings;
  }

  static Command command(Map<String, String> environment) {
    var settings = new SettingOptions(environment, KinoraConfig.KEYS);
    var options =
        Stream.concat(
            settings.options(),
            Stream.of(
                Output.OPTION,
                Option.flag(
                    EXIT_WHEN_READY,
                    "Start, say so, answer one request and stop: tries a configuration, and makes"
                        + " caches of classes.")));
    return new Command(
        "serve",
        "[serve] [--config=FILE] [--KEY=VALUE]... [--output=text|json]",
        List.of(
            "Runs the server. When it is ready, one line on standard output says where and after"
                + " how long; the log goes to standard error.",
            "Later sources win: defaults, the properties file, the environment"
                + " (KINORA_INGEST_MEMORY for ingest.memory), options."),
        options.toList(),
        new ServeCommand(settings)::run);
  }

  private int run(Arguments given, Console console) throws IOException, InterruptedException {
    var output = Output.of(given);
    var config = KinoraConfig.from(settings.read(given));
    DirectMemory.check(config);
    HeapMemory.check(config);
    var kinora = Kinora.start(config);
    var stop = GracefulStop.onSignal(kinora::close, config.http().shutdownTimeout());
    console.out().println(ready(kinora, output));
    if (given.has(EXIT_WHEN_READY)) {
      stop.withdraw();
      try (kinora) {
        rehearse(kinora);
      }
    } else {
      kinora.awaitShutdown();
    }
    return ExitCode.DONE;
  }

  /// Has the server answer a request as it answers its first, so that a cache of classes that is
  /// made of this run holds what that takes.
  private static void rehearse(Kinora kinora) throws IOException {
    var url = kinora.url();
    if (url.getScheme().equals("http")) {
      try (var socket = new Socket(url.getHost(), url.getPort())) {
        socket
            .getOutputStream()
            .write(
                """
                POST /listStreams HTTP/1.1\r
                Host: %s\r
                Connection: close\r
                Content-Length: 2\r
                \r
                {}\
                """
                    .formatted(url.getAuthority())
                    .getBytes(US_ASCII));
        socket.getInputStream().readAllBytes();
      }
    }
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
