package io.kinora.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinora.server.Kinora;
import io.kinora.server.KinoraConfig;
import io.kinora.server.cli.Command.Console;
import io.kinora.server.demo.Camera;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// `kinora demo`: a server on a store that is thrown away, with two cameras that are live.
final class DemoCommand {
  private static final String LISTEN = "--listen";
  private static final String LISTEN_DEFAULT = "127.0.0.1:8484";
  private static final List<String> CAMERAS = List.of("clock", "harbour");

  private DemoCommand() {}

  static Command command() {
    return new Command(
        "demo",
        "demo [--listen=HOST:PORT]",
        List.of(
            "Runs a server with two made-up cameras, to be watched in a browser. What they record"
                + " is in a temporary directory, which is deleted in the end."),
        List.of(
            new Option(
                LISTEN,
                "HOST:PORT",
                "A loopback address; port 0: any free one. Default: " + LISTEN_DEFAULT + ".")),
        DemoCommand::run);
  }

  /// What runs.
  private record Demo(Kinora kinora, List<Camera> cameras, Path data) {
    void close() {
      try {
        for (var camera : cameras) {
          camera.close();
        }
        kinora.close();
        delete(data);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  private static int run(Arguments given, Console console)
      throws IOException, InterruptedException {
    var listen = given.value(LISTEN).orElse(LISTEN_DEFAULT);
    var data = Files.createTempDirectory("kinora-demo");
    var config = KinoraConfig.of(Map.of("listen", listen, "data", data.toString()));
    Kinora kinora;
    try {
      DirectMemory.check(config);
      HeapMemory.check(config);
      kinora = Kinora.start(config);
    } catch (IOException | RuntimeException failure) {
      delete(data);
      throw failure;
    }
    var demo = new Demo(kinora, new ArrayList<>(), data);
    GracefulStop.onSignal(demo::close, config.http().shutdownTimeout());
    for (var camera : CAMERAS) {
      createStream(kinora.url(), camera);
      demo.cameras().add(Camera.start(kinora.url(), camera));
    }
    console
        .out()
        .println(
            """
            Kinora demo ready at %s

            Open it in a browser: the cameras %s are live.
            What they record is in %s and goes when you stop it (Ctrl-C).\
            """
                .formatted(kinora.url(), String.join(" and ", CAMERAS), data));
    kinora.awaitShutdown();
    return ExitCode.DONE;
  }

  private static void createStream(URI server, String name)
      throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var body =
          "{\"StreamName\":\"%s\",\"DataRetentionInHours\":1,\"MediaType\":\"video/h264\"}"
              .formatted(name);
      var request =
          HttpRequest.newBuilder(server.resolve("/createStream"))
              .POST(BodyPublishers.ofString(body, UTF_8))
              .build();
      var answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException("stream " + name + ": " + answer.body());
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> deepestFirst;
    try (var paths = Files.walk(directory)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (var path : deepestFirst) {
      Files.delete(path);
    }
  }
}
