package io.kinora.server.http;

import io.kinora.server.http.UploadRoute.Admission;
import io.kinora.server.metrics.MetricsText;
import io.kinora.server.metrics.Source;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What all connections of a server share: the operations, the limits, and the counts. Safe for all
/// threads.
final class Edge implements Source {
  private static final Logger LOG = LoggerFactory.getLogger(Edge.class);

  /// Connections above the limit that are told so; those above are closed without a word.
  private static final int CROWD = 1000;

  /// Octets of the heap that a connection takes with an upload, which takes the most; with an
  /// ordinary request it is less than half of it.
  private static final long CONNECTION_BYTES = 16 * 1024;

  /// What it takes more with TLS.
  private static final long SECRETS_BYTES = 5 * 1024;

  /// Octets outside the heap that a connection may take when there is little for all: a short read
  /// or write. With TLS besides: a record that has not come whole, and what was in one.
  private static final long BUFFER_BYTES = 8 * 1024;

  private static final long SECURE_BUFFER_BYTES = 36 * 1024;

  private final HttpConfig config;
  private final ResponseHeads heads;
  private final RequestHandler handler;
  private final Map<String, UploadRoute> uploads;
  private final Executor workers;
  private final boolean secure;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger working = new AtomicInteger();
  private final HeldMemory held = new HeldMemory();
  private final ReadSizes reads = new ReadSizes();
  private final AtomicLong copiedBytes = new AtomicLong();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder receivedBytes = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();
  private final Map<Refusal, LongAdder> refusals = new EnumMap<>(Refusal.class);
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
    for (var reason : Refusal.values()) {
      refusals.put(reason, new LongAdder());
    }
  }

  /// Why a connection was ended before its request reached an operation.
  private enum Refusal {
    CONNECTIONS,
    BROKEN
  }

  private void refused(Refusal reason) {
    var count = refusals.get(reason);
    if (count != null) {
      count.increment();
    }
  }

  /// Octets of the heap that so many connections may take, with all they hold.
  static long heapBytes(int connections, boolean secure) {
    long each = CONNECTION_BYTES + (secure ? SECRETS_BYTES : 0);
    return each * connections + HeldMemory.MAX_BYTES;
  }

  /// Octets outside the heap that so many connections may take.
  static long directBytes(int connections, boolean secure) {
    long each = secure ? SECURE_BUFFER_BYTES : BUFFER_BYTES;
    return each * connections + ReadSizes.sumBytes() + NettyBodySink.sumBytes();
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

  /// What becomes of a new connection.
  enum Reception {
    SERVED,
    /// It is told that there are too many.
    TOLD,
    /// There is no room even for an answer.
    NONE
  }

  /// Counts a new connection and decides on it, once: those that came in time stay.
  Reception opened() {
    int count = connections.incrementAndGet();
    accepted.increment();
    if (count <= config.maxConnections()) {
      return Reception.SERVED;
    }
    refused(Refusal.CONNECTIONS);
    return count <= config.maxConnections() + CROWD ? Reception.TOLD : Reception.NONE;
  }

  void closed() {
    connections.decrementAndGet();
  }

  /// The answer for a connection above the limit. Players try again after the time they are told.
  static Response crowded(String path) {
    var message = "The server has as many connections as it may have.";
    if (path.startsWith("/hls/") || path.startsWith("/dash/")) {
      return Responder.operationError(429, "ClientLimitExceededException", message);
    }
    return path.equals("/putMedia") || path.equals("/getMedia")
        ? Responder.operationError(400, "ConnectionLimitExceededException", message)
        : Responder.error(503, "ServiceUnavailable", message);
  }

  /// What connections hold together.
  HeldMemory held() {
    return held;
  }

  /// How much is read from them at once.
  ReadSizes reads() {
    return reads;
  }

  /// Octets that wait for their clients in buffers of connections: see [NettyBodySink].
  AtomicLong copiedBytes() {
    return copiedBytes;
  }

  /// The answer for a body that there is no room for.
  static Response noRoomForBody() {
    return Responder.error(
        503, "ServiceUnavailable", "The server holds as many request bodies as it may.");
  }

  /// The answer to what is no request.
  Response broken(Throwable cause) {
    refused(Refusal.BROKEN);
    return cause instanceof TooLongHttpHeaderException || cause instanceof TooLongHttpLineException
        ? Responder.error(431, "RequestHeaderFieldsTooLarge", "The request head is too large.")
        : Responder.error(400, "BadRequest", "The request is not valid HTTP/1.1.");
  }

  /// Octets arrived.
  void received(long bytes) {
    receivedBytes.add(bytes);
  }

  /// Octets were given to a connection; its client may leave before it has taken them.
  void sent(long bytes) {
    sentBytes.add(bytes);
  }

  @Override
  public void tell(MetricsText to) {
    to.gauge("kinora_http_connections", "Connections that are open.", connections.get());
    to.counter("kinora_http_connections_total", "Connections that were opened.", accepted.sum());
    var refused = new TreeMap<String, Long>();
    refusals.forEach(
        (reason, count) -> refused.put(reason.name().toLowerCase(Locale.ROOT), count.sum()));
    to.counters(
        "kinora_http_refused_total",
        "Connections ended before their request reached an operation: there were too many, or it"
            + " was broken.",
        "reason",
        refused);
    to.gauge(
        "kinora_http_working", "Requests that are being answered, uploads included.", working());
    held.tell(to);
    to.gauge(
        "kinora_http_waiting_uploads",
        "Uploads that keep what was read from them, for there is no memory for it or their answers"
            + " are not taken.",
        reads.waiting());
    to.counter(
        "kinora_http_received_bytes_total", "Octets received, inside of TLS.", receivedBytes.sum());
    to.counter(
        "kinora_http_sent_bytes_total",
        "Octets given to connections to send, inside of TLS.",
        sentBytes.sum());
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
