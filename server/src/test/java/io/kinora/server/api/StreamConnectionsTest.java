package io.kinora.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.server.http.BodySink;
import io.kinora.server.http.StreamingBody;
import io.kinora.server.http.StreamingResponse;
import io.kinora.store.FileRange;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// How many connections a stream has is known from the decision to answer to the end of the answer.
final class StreamConnectionsTest {
  private static final StreamRecord CAM = stream(1, "cam");
  private static final StreamRecord YARD = stream(2, "yard");

  private final StreamConnections connections =
      new StreamConnections(Action.GET_MEDIA, 2, ApiError.CONNECTION_LIMIT_EXCEEDED);

  @Test
  void theNewestAboveTheLimitIsRefusedForItsStreamAlone() {
    count(CAM);
    count(CAM);

    assertThatThrownBy(() -> count(CAM))
        .isInstanceOfSatisfying(
            ApiException.class,
            refused -> assertThat(refused.error()).isEqualTo(ApiError.CONNECTION_LIMIT_EXCEEDED))
        .hasMessage("Stream cam has 2 GetMedia connections already.");
    count(YARD);
    assertThat(connections.total()).isEqualTo(3);
  }

  @Test
  void anAnswerThatWasNeverWrittenIsOverWhenItIsClosed() {
    var first = count(CAM);
    count(CAM);

    first.body().close();

    assertThat(connections.total()).isOne();
    count(CAM);
  }

  @Test
  void anAnswerThatIsWrittenAndClosedIsOverOnce() throws IOException {
    var first = count(CAM);
    count(CAM);

    first.body().writeTo(new NoSink());
    first.body().close();

    assertThat(connections.total()).isOne();
  }

  @Test
  void anAnswerIsOverAlsoWhenItsOwnEndFails() {
    var answer = connections.count(CAM, StreamingResponse.of("video/webm", new FailingEnd()));

    assertThatThrownBy(() -> answer.body().close()).hasMessage("planned");

    assertThat(connections.total()).isZero();
  }

  @Test
  void withoutALimitTheyAreCountedAllTheSame() {
    var any = new StreamConnections(Action.GET_MEDIA, 0, ApiError.CONNECTION_LIMIT_EXCEEDED);
    for (int i = 0; i < 100; i++) {
      any.count(CAM, StreamingResponse.of("video/webm", _ -> {}));
    }
    assertThat(any.total()).isEqualTo(100);
  }

  private static final class NoSink implements BodySink {
    @Override
    public void write(ByteBuffer bytes) {}

    @Override
    public void transfer(FileRange range, Runnable sent) {}

    @Override
    public void gather(List<ByteBuffer> slices, Runnable sent) {}

    @Override
    public void flush() {}
  }

  private record FailingEnd() implements StreamingBody {
    @Override
    public void writeTo(BodySink sink) {}

    @Override
    public void close() {
      throw new IllegalStateException("planned");
    }
  }

  private StreamingResponse count(StreamRecord stream) {
    return connections.count(stream, StreamingResponse.of("video/webm", _ -> {}));
  }

  private static StreamRecord stream(long id, String name) {
    return new StreamRecord(id, name, 0, "v", 24, new TreeMap<>(), new TreeMap<>());
  }
}
