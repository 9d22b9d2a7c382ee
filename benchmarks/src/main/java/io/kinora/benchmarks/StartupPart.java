package io.kinora.benchmarks;

import io.kinora.benchmarks.process.ProcessCost;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// From `./kinora serve` to the first answer, with and without the AOT cache.
final class StartupPart implements Part {
  private static final String PART = "startup";
  private static final int STARTS_PER_ROUND = 3;

  private record Case(String subject, Map<String, String> environment, Goal goal) {}

  private static final List<Case> CASES =
      List.of(
          new Case("./kinora serve, AOT cache", Map.of(), Goal.atMost(0.6)),
          new Case(
              "./kinora serve, without", Map.of("KINORA_JAVA_OPTS", "-XX:AOTMode=off"), Goal.NONE));

  @Override
  public void run(Bench bench) throws IOException {
    for (int i = 0; i < STARTS_PER_ROUND * bench.rounds(); i++) {
      for (var each : CASES) {
        measure(bench, each);
      }
    }
  }

  private static void measure(Bench bench, Case start) throws IOException {
    var data = bench.fresh("startup");
    try (var server = bench.kinora(data, start.environment())) {
      long ready = System.nanoTime();
      answer(server.url());
      double seconds = server.readySeconds() + (System.nanoTime() - ready) / 1e9;
      var report = bench.report();
      report.add(new Figure(PART, start.subject(), "first answer", "s", start.goal()), seconds);
      report.add(
          new Figure(PART, start.subject(), "peak RSS", "MB", Goal.NONE),
          ProcessCost.of(List.of(server.pid())).peakBytes() / 1e6);
    }
    Bench.delete(data);
  }

  /// Asks for the streams and waits for the first octet of the answer.
  private static void answer(URI url) throws IOException {
    try (var socket = new Socket(url.getHost(), url.getPort())) {
      socket
          .getOutputStream()
          .write(
              "POST /listStreams HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}"
                  .getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      if (!answer.equals("HTTP/1.1 200")) {
        throw new IOException("the first answer is " + answer);
      }
    }
  }
}
