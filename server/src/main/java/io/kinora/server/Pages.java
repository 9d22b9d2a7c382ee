package io.kinora.server;

import io.kinora.server.api.Dispatcher;
import io.kinora.server.api.JsonWriter;
import io.kinora.server.console.Console;
import io.kinora.server.http.Headers;
import io.kinora.server.http.Reply;
import io.kinora.server.http.Request;
import io.kinora.server.http.RequestHandler;
import io.kinora.server.http.Response;
import io.kinora.server.playback.session.PlaybackUrls;
import io.kinora.store.FragmentStore;
import java.util.List;
import java.util.Optional;

/// The server's own pages and the URLs of players, which live outside the paths of the API;
/// everything else is the API's.
///
/// `GET /` is the web console.
///
/// `GET /healthz` answers 200 for as long as the server can answer at all, and says in its body
/// whether the store takes writes. `GET /metrics` has the numbers: [Metrics]. `/faults` is
/// there if it was asked for.
record Pages(
    Dispatcher api,
    PlaybackUrls playback,
    Console console,
    FragmentStore store,
    Metrics metrics,
    Optional<RequestHandler> faults)
    implements RequestHandler {
  @Override
  public Reply handle(Request request) {
    var method = request.head().method();
    var path = request.head().path();
    if (faults.isPresent() && path.equals("/faults")) {
      return faults.get().handle(request);
    }
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return api.handle(request);
    }
    if (path.equals("/healthz")) {
      return health();
    }
    if (path.equals("/metrics")) {
      return metrics.get(request);
    }
    if (playback.has(path)) {
      return playback.get(request);
    }
    return console.get(request).<Reply>map(page -> page).orElseGet(() -> api.handle(request));
  }

  private Response health() {
    var status = store.status();
    return new Response(
        200,
        List.of(JsonWriter.CONTENT_TYPE, new Headers.Field("Cache-Control", "no-store")),
        JsonWriter.object(
            json -> {
              json.text("status", status.writable() ? "ok" : "read-only");
              json.text("detail", status.detail().isEmpty() ? null : status.detail());
              json.number("fragments", status.fragments());
              json.number("storedBytes", status.storedBytes());
              json.number("freeBytes", status.freeBytes());
            }));
  }
}
