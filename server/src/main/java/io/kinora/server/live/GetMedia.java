package io.kinora.server.live;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.Members;
import io.kinora.server.api.StreamReference;
import io.kinora.server.api.StreamingOperation;
import io.kinora.server.api.Throttle;
import io.kinora.server.http.PacedSink;
import io.kinora.server.http.StreamingResponse;
import io.kinora.store.FragmentStore;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.time.InstantSource;

/// GetMedia: the stream from a chosen place on, archived and live, until nothing has come for a
/// while.
public final class GetMedia implements StreamingOperation<GetMedia.Input> {
  private final Setup setup;

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
    int limit = setup.config().maxReadersPerStream();
    if (!live.addReader(limit)) {
      throw ApiError.CONNECTION_LIMIT_EXCEEDED.because(
          "Stream %s has %d GetMedia connections already.".formatted(stream.name(), limit));
    }
    try {
      long position = new StartPosition(live, setup.store(), call.nowMs()).of(input.start());
      return StreamingResponse.of(
          "video/webm",
          sink -> {
            try {
              sink.flush();
              var paced = PacedSink.of(sink, setup.throttle().octets(action()));
              new StreamFollower(live, setup.store(), paced, setup, position).run();
            } finally {
              live.removeReader();
            }
          });
    } catch (IOException | RuntimeException failure) {
      live.removeReader();
      throw failure;
    }
  }
}
