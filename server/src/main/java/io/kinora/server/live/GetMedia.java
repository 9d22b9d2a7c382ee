package io.kinora.server.live;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.Members;
import io.kinora.server.api.StreamConnections;
import io.kinora.server.api.StreamReference;
import io.kinora.server.api.StreamingOperation;
import io.kinora.server.api.Throttle;
import io.kinora.server.http.PacedSink;
import io.kinora.server.http.StreamingResponse;
import io.kinora.server.metrics.MetricsText;
import io.kinora.server.metrics.Source;
import io.kinora.store.FragmentStore;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.time.InstantSource;

/// GetMedia: the stream from a chosen place on, archived and live, until nothing has come for a
/// while.
public final class GetMedia implements StreamingOperation<GetMedia.Input>, Source {
  private final Setup setup;
  private final StreamConnections readers;

  /// What the operation works with.
  public record Setup(
      LiveStreams streams,
      FragmentStore store,
      LiveConfig config,
      InstantSource clock,
      Throttle throttle) {}

  /// A valid request.
  record Input(StreamReference stream, StartSelector start) {}

  public GetMedia(Setup setup) {
    this.setup = setup;
    this.readers =
        new StreamConnections(
            Action.GET_MEDIA,
            setup.config().maxReadersPerStream(),
            ApiError.CONNECTION_LIMIT_EXCEEDED);
  }

  @Override
  public Action action() {
    return Action.GET_MEDIA;
  }

  @Override
  public Input read(Members in) {
    return new Input(StreamReference.read(in), in.required("StartSelector", StartSelector.SHAPE));
  }

  @Override
  public StreamReference stream(Input input) {
    return input.stream();
  }

  @Override
  public StreamingResponse prepare(Input input, StreamRecord stream, CallContext call)
      throws IOException {
    var live = setup.streams().of(stream);
    long position = new StartPosition(live, setup.store(), call.nowMs()).of(input.start());
    return readers.count(
        stream,
        StreamingResponse.of(
            "video/webm",
            sink -> {
              sink.flush();
              var paced = PacedSink.of(sink, setup.throttle().octets(action()));
              new StreamFollower(live, setup.store(), paced, setup, position).run();
            }));
  }

  @Override
  public void tell(MetricsText to) {
    to.gauge(
        "kinora_getmedia_sessions", "GetMedia requests that are being answered.", readers.total());
  }
}
