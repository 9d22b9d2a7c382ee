package io.kinora.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kinora.server.api.ErrorResponses;
import io.kinora.server.http.Headers;
import io.kinora.server.http.Request;
import io.kinora.server.http.Response;
import io.kinora.server.metrics.MetricsText;
import io.kinora.server.metrics.Source;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// `GET /metrics`: what the process takes, holds and has done. Safe for all threads.
///
/// It is for this machine: who comes by another address than loopback, or through a proxy that says
/// so, finds nothing there.
final class Metrics {
  private static final List<Headers.Field> FIELDS =
      List.of(
          new Headers.Field("Content-Type", "text/plain; version=0.0.4"),
          new Headers.Field("Cache-Control", "no-store"));

  private static final List<String> PASSED_ON =
      List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

  private final List<Source> sources = new CopyOnWriteArrayList<>();

  /// Adds parts, whose numbers are told behind those of the parts before.
  void add(Source... parts) {
    sources.addAll(List.of(parts));
  }

  Response get(Request request) {
    return isOfThisMachine(request) ? page() : ErrorResponses.unknownOperation();
  }

  private static boolean isOfThisMachine(Request request) {
    var fields = request.head().headers();
    return request.local().getAddress().isLoopbackAddress()
        && PASSED_ON.stream().allMatch(name -> fields.first(name).isEmpty());
  }

  private Response page() {
    var text = new MetricsText();
    sources.forEach(source -> source.tell(text));
    return new Response(200, FIELDS, text.toString().getBytes(US_ASCII));
  }
}
