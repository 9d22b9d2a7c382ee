package io.kinora.server.api;

import io.kinora.server.http.Reply;
import io.kinora.server.http.Request;
import io.kinora.server.http.RequestHandler;
import io.kinora.server.http.Response;
import io.kinora.server.http.StreamingResponse;
import io.kinora.server.http.UploadRoute;
import io.kinora.server.metrics.MetricsText;
import io.kinora.server.metrics.Source;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// How many requests were answered, by operation and status: when the answer begins, whatever
/// becomes of the rest of it. Safe for all threads.
public final class RequestCounts implements Source {
  private static final String NAME = "kinora_requests_total";
  private static final int FAILED = 500;

  /// @param operation a name of [Action], or one of a few other words: never what a client chose
  private record Kind(String operation, int status) {}

  private final Map<Kind, LongAdder> counts = new ConcurrentHashMap<>();

  /// Counts what a handler answers.
  public RequestHandler answersOf(RequestHandler handler) {
    return request -> {
      int status = FAILED;
      try {
        var reply = handler.handle(request);
        status = status(reply);
        return reply;
      } finally {
        count(request, status);
      }
    };
  }

  /// Counts what becomes of uploads.
  public UploadRoute admissionsOf(UploadRoute route) {
    return head -> {
      int status = FAILED;
      try {
        var admission = route.admit(head);
        status =
            switch (admission) {
              case UploadRoute.Admission.Admitted _ -> 200;
              case UploadRoute.Admission.Refused(var response) -> response.status();
            };
        return admission;
      } finally {
        count(head, status);
      }
    };
  }

  private void count(Request request, int status) {
    counts
        .computeIfAbsent(new Kind(operation(request.head().path()), status), _ -> new LongAdder())
        .increment();
  }

  private static int status(Reply reply) {
    return switch (reply) {
      case Response whole -> whole.status();
      case StreamingResponse streaming -> streaming.status();
    };
  }

  private static String operation(String path) {
    if (path.startsWith("/hls/")) {
      return "HLS";
    }
    if (path.startsWith("/dash/")) {
      return "DASH";
    }
    return Action.at(path).map(Action::wireName).orElse("other");
  }

  @Override
  public void tell(MetricsText to) {
    to.head(NAME, "counter", "Requests answered, by operation (HLS, DASH: players) and status.");
    counts.entrySet().stream()
        .sorted(
            Map.Entry.comparingByKey(
                Comparator.comparing(Kind::operation).thenComparingInt(Kind::status)))
        .forEach(
            each ->
                to.sample(
                    NAME,
                    "{operation=\"%s\",status=\"%d\"}"
                        .formatted(each.getKey().operation(), each.getKey().status()),
                    Long.toString(each.getValue().sum())));
  }
}
