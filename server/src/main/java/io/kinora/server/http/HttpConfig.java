package io.kinora.server.http;

import io.kinora.server.config.Bounds;
import io.kinora.server.config.ByteSize;
import io.kinora.server.config.Key;
import io.kinora.server.config.Settings;
import java.time.Duration;
import java.util.List;

/// Limits of the HTTP edge.
///
/// @param maxConnections of the whole server
/// @param maxHeadSize request line and header fields together
/// @param maxBodySize of a request that is not PutMedia
/// @param headTimeout for a whole request head to arrive
/// @param bodyTimeout for a whole request body to arrive
/// @param shutdownTimeout for requests under way when the server stops
/// @param keepAliveTimeout for the next request on a connection
/// @param stallTimeout for a client that takes no octet of its answer
/// @param allowedOrigins browsers' origins that may read answers; `*` for all
public record HttpConfig(
    int maxConnections,
    ByteSize maxHeadSize,
    ByteSize maxBodySize,
    Duration headTimeout,
    Duration bodyTimeout,
    Duration shutdownTimeout,
    Duration keepAliveTimeout,
    Duration stallTimeout,
    List<String> allowedOrigins) {
  private static final Key<Integer> MAX_CONNECTIONS =
      Key.count("http.max-connections", "10000", "Most connections of the whole server.");
  private static final Key<ByteSize> MAX_HEAD_SIZE =
      Key.size("http.max-head-size", "32KiB", "Longest request line and header fields together.");
  private static final Key<ByteSize> MAX_BODY_SIZE =
      Key.size("http.max-body-size", "1MiB", "Largest body of a request that is not PutMedia.");
  private static final Key<Duration> HEAD_TIMEOUT =
      Key.duration("http.head-timeout", "30s", "Time for a whole request head to arrive.");
  private static final Key<Duration> BODY_TIMEOUT =
      Key.duration(
          "http.body-timeout", "30s", "Time for a whole body that is not PutMedia to arrive.");
  private static final Key<Duration> SHUTDOWN_TIMEOUT =
      Key.duration(
          "http.shutdown-timeout", "10s", "Time for requests under way when the server stops.");
  private static final Key<Duration> KEEP_ALIVE_TIMEOUT =
      Key.duration(
          "http.keep-alive-timeout", "5m", "Time an idle connection is kept for a next request.");
  private static final Key<Duration> STALL_TIMEOUT =
      Key.duration("http.stall-timeout", "60s", "Time a client may take no octet of its answer.");
  private static final Key<List<String>> ALLOWED_ORIGINS =
      Key.list(
          "http.allowed-origins",
          "*",
          "* or origins separated by commas",
          "Origins whose pages may read answers, separated by commas; `*`: all.");

  /// The keys of this record.
  public static final List<Key<?>> KEYS =
      List.of(
          MAX_CONNECTIONS,
          MAX_HEAD_SIZE,
          MAX_BODY_SIZE,
          HEAD_TIMEOUT,
          BODY_TIMEOUT,
          SHUTDOWN_TIMEOUT,
          KEEP_ALIVE_TIMEOUT,
          STALL_TIMEOUT,
          ALLOWED_ORIGINS);

  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Duration HOUR = Duration.ofHours(1);

  public HttpConfig {
    allowedOrigins = List.copyOf(allowedOrigins);
    Bounds.check(MAX_CONNECTIONS, maxConnections, 1, 1_000_000);
    Bounds.check(MAX_HEAD_SIZE, maxHeadSize, new ByteSize(1024), ByteSize.ofMiB(1));
    Bounds.check(MAX_BODY_SIZE, maxBodySize, new ByteSize(1024), ByteSize.ofMiB(16));
    Bounds.check(HEAD_TIMEOUT, headTimeout, MILLISECOND, HOUR);
    Bounds.check(BODY_TIMEOUT, bodyTimeout, MILLISECOND, HOUR);
    Bounds.check(SHUTDOWN_TIMEOUT, shutdownTimeout, Duration.ZERO, HOUR);
    Bounds.check(KEEP_ALIVE_TIMEOUT, keepAliveTimeout, MILLISECOND, HOUR);
    Bounds.check(STALL_TIMEOUT, stallTimeout, MILLISECOND, HOUR);
  }

  /// Octets of the heap that connections and the bodies of their requests may take.
  ///
  /// @param secure over TLS
  public long heapBytes(boolean secure) {
    return Edge.heapBytes(maxConnections, secure);
  }

  /// Octets outside the heap that buffers of connections may take.
  ///
  /// @param secure over TLS
  public long directBytes(boolean secure) {
    return Edge.directBytes(maxConnections, secure);
  }

  /// Reads the keys.
  public static HttpConfig from(Settings settings) {
    return new HttpConfig(
        settings.get(MAX_CONNECTIONS),
        settings.get(MAX_HEAD_SIZE),
        settings.get(MAX_BODY_SIZE),
        settings.get(HEAD_TIMEOUT),
        settings.get(BODY_TIMEOUT),
        settings.get(SHUTDOWN_TIMEOUT),
        settings.get(KEEP_ALIVE_TIMEOUT),
        settings.get(STALL_TIMEOUT),
        settings.get(ALLOWED_ORIGINS));
  }
}
