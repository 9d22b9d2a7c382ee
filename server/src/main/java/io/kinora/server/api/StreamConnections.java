package io.kinora.server.api;

import io.kinora.server.http.BodySink;
import io.kinora.server.http.StreamingBody;
import io.kinora.server.http.StreamingResponse;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// The connections on which one operation sends its answers, counted by stream and bounded.
///
/// Safe for all threads.
public final class StreamConnections {
  private final Action action;
  private final int limit;
  private final ApiError refusal;

  /// How many each stream has; a stream without any is not in it.
  private final ConcurrentHashMap<Long, Integer> open = new ConcurrentHashMap<>();

  /// @param limit most connections of one stream; 0 for any number
  /// @param refusal what is answered above that
  public StreamConnections(Action action, int limit, ApiError refusal) {
    this.action = action;
    this.limit = limit;
    this.refusal = refusal;
  }

  /// Counts an answer from now until it is over, however it ends. Throws [ApiException] if the
  /// stream has as many as may be. To be called last: whoever calls it hands the answer on.
  public StreamingResponse count(StreamRecord stream, StreamingResponse answer) {
    int count = open.merge(stream.id(), 1, Integer::sum);
    if (limit > 0 && count > limit) {
      discount(stream);
      throw refusal.because(
          "Stream %s has %d %s connections already."
              .formatted(stream.name(), limit, action.wireName()));
    }
    return new StreamingResponse(
        answer.status(), answer.headers(), new Counted(answer.body(), () -> discount(stream)));
  }

  /// How many there are, of all streams.
  public int total() {
    return open.values().stream().mapToInt(Integer::intValue).sum();
  }

  private void discount(StreamRecord stream) {
    open.computeIfPresent(stream.id(), (_, count) -> count == 1 ? null : count - 1);
  }

  /// An answer that is counted once.
  private static final class Counted implements StreamingBody {
    private final StreamingBody body;
    private final Runnable over;
    private final AtomicBoolean isOver = new AtomicBoolean();

    Counted(StreamingBody body, Runnable over) {
      this.body = body;
      this.over = over;
    }

    /// It is over before its client can see the end: who has read that may ask again at once.
    @Override
    public void writeTo(BodySink sink) throws IOException {
      try {
        body.writeTo(sink);
      } finally {
        end();
      }
    }

    @Override
    public void close() {
      try {
        body.close();
      } finally {
        end();
      }
    }

    private void end() {
      if (isOver.compareAndSet(false, true)) {
        over.run();
      }
    }
  }
}
