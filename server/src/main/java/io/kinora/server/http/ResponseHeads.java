package io.kinora.server.http;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What every response carries besides its own fields: `x-amzn-RequestId` in exactly this spelling,
/// `Date`, and the CORS fields that let a page's script read answers and errors. Field names are in
/// the case that AWS uses, because some clients read heads with code of their own.
final class ResponseHeads {
  static final String EXPOSED =
      "x-amzn-RequestId, x-amzn-ErrorType, Content-Type, Content-Length, Content-Range, Date,"
          + " Retry-After";
  private static final String ALLOWED_HEADERS =
      "authorization, content-type, range, x-amz-date, x-amz-security-token,"
          + " x-amz-content-sha256, x-amz-user-agent, amz-sdk-invocation-id, amz-sdk-request,"
          + " x-amzn-stream-name, x-amzn-stream-arn, x-amzn-fragment-timecode-type,"
          + " x-amzn-producer-start-timestamp";
  private static final String RETRY_SECONDS = "1";
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final List<String> allowedOrigins;
  private final InstantSource clock;
  private volatile Stamp stamp = new Stamp(0, "");

  private record Stamp(long second, String text) {}

  ResponseHeads(List<String> allowedOrigins, InstantSource clock) {
    this.allowedOrigins = allowedOrigins;
    this.clock = clock;
  }

  ResponseHeads(List<String> allowedOrigins) {
    this(allowedOrigins, Clock.systemUTC());
  }

  /// A head without framing fields.
  ///
  /// @param origin the request's `Origin`, null if it has none
  HttpResponse head(
      int status, List<Headers.Field> fields, String requestId, @Nullable String origin) {
    var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
    var headers = head.headers();
    headers.set("x-amzn-RequestId", requestId);
    for (var field : fields) {
      headers.add(field.name(), field.value());
    }
    if (status == 429) {
      // Whoever is asked to come back is told when.
      headers.set("Retry-After", RETRY_SECONDS);
    }
    headers.set("Date", date());
    allowOrigin(head, origin);
    return head;
  }

  /// The answer to a preflight request.
  HttpResponse preflight(String requestId, @Nullable String origin) {
    var head = head(204, List.of(), requestId, origin);
    head.headers()
        .set("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS")
        .set("Access-Control-Allow-Headers", ALLOWED_HEADERS)
        .set("Access-Control-Max-Age", "86400");
    return head;
  }

  private void allowOrigin(HttpResponse head, @Nullable String origin) {
    if (allowedOrigins.contains("*")) {
      head.headers().set("Access-Control-Allow-Origin", "*");
    } else if (origin != null && allowedOrigins.contains(origin)) {
      head.headers().set("Access-Control-Allow-Origin", origin).add("Vary", "Origin");
    }
    head.headers().set("Access-Control-Expose-Headers", EXPOSED);
  }

  private String date() {
    Instant now = clock.instant();
    var last = stamp;
    if (last.second() != now.getEpochSecond()) {
      last = new Stamp(now.getEpochSecond(), IMF_FIXDATE.format(now));
      stamp = last;
    }
    return last.text();
  }

  static void close(HttpResponse head) {
    head.headers().set("Connection", "close");
  }

  static void chunked(HttpResponse head) {
    head.headers().set("Transfer-Encoding", "chunked");
  }
}
