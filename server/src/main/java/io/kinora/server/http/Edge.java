package io.kinora.server.http;

import io.kinora.server.http.UploadRoute.Admission;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What all connections of a server share: the operations, the limits, and the counts. Safe for all
/// threads.
final class Edge {
  private static final Logger LOG = LoggerFactory.getLogger(Edge.class);

  /// Connections above the limit that are told so; those above are closed without a word.
  private static final int CROWD = 1000;

  private final HttpConfig config;
  private final ResponseHeads heads;
  private final RequestHandler handler;
  private final Map<String, UploadRoute> uploads;
  private final Executor workers;
  private final boolean secure;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger working = new AtomicInteger();
  private volatile boolean stopping;

  Edge(
      HttpConfig config,
      RequestHandler handler,
      Map<String, UploadRoute> uploads,
      Executor workers,
      boolean secure) {
    this.config = config;
    this.heads = new ResponseHeads(config.allowedOrigins());
    this.handler = handler;
    this.uploads = Map.copyOf(uploads);
    this.workers = workers;
    this.secure = secure;
  }

  HttpConfig config() {
    return config;
  }

  ResponseHeads heads() {
    return heads;
  }

  Map<String, UploadRoute> uploads() {
    return uploads;
  }

  Executor workers() {
    return workers;
  }

  boolean isSecure() {
    return secure;
  }

  /// Counts a new connection; false if there is no room even for an answer.
  boolean opened() {
    return connections.incrementAndGet() <= config.maxConnections() + CROWD;
  }

  void closed() {
    connections.decrementAndGet();
  }

  boolean isCrowded() {
    return connections.get() > config.maxConnections();
  }

  /// The answer for a connection above the limit.
  static Response crowded(String path) {
    var message = "The server has as many connections as it may have.";
    return path.equals("/putMedia") || path.equals("/getMedia")
        ? Responder.operationError(400, "ConnectionLimitExceededException", message)
        : Responder.error(503, "ServiceUnavailable", message);
  }

  void begun() {
    working.incrementAndGet();
  }

  void finished() {
    working.decrementAndGet();
  }

  /// Requests that are being worked on.
  int working() {
    return working.get();
  }

  void stop() {
    stopping = true;
  }

  boolean isStopping() {
    return stopping;
  }

  /// Lets the operation answer; whatever it throws is our fault and becomes a 500.
  Reply handle(Request request) {
    try {
      return handler.handle(request);
    } catch (RuntimeException | Error failure) {
      return internalFailure(request, failure);
    }
  }

  Admission admit(UploadRoute route, Request request) {
    try {
      return route.admit(request);
    } catch (RuntimeException | Error failure) {
      return new Admission.Refused(internalFailure(request, failure));
    }
  }

  private static Response internalFailure(Request request, Throwable failure) {
    LOG.error("request {} to {} failed", request.id(), request.head().path(), failure);
    return Responder.error(500, "InternalFailure", "The server failed; its log says why.");
  }
}
