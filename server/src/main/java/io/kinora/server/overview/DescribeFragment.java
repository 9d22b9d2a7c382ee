package io.kinora.server.overview;

import io.kinora.media.matroska.FrameTable;
import io.kinora.server.api.Action;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.ApiException;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.Members;
import io.kinora.server.api.Output;
import io.kinora.server.api.Shapes;
import io.kinora.server.api.StreamOperation;
import io.kinora.server.api.StreamReference;
import io.kinora.server.playback.StreamHeaders;
import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentStore;
import io.kinora.store.ReadScope;
import io.kinora.store.StreamRecord;
import java.io.IOException;

/// DescribeFragment: what one stored fragment is made of.
public final class DescribeFragment implements StreamOperation<DescribeFragment.Input> {
  private final FragmentStore store;
  private final StreamHeaders headers;

  public DescribeFragment(FragmentStore store, StreamHeaders headers) {
    this.store = store;
    this.headers = headers;
  }

  /// A valid request.
  record Input(StreamReference stream, String number) {}

  @Override
  public Action action() {
    return Action.DESCRIBE_FRAGMENT;
  }

  @Override
  public Input read(Members in) {
    return new Input(
        StreamReference.read(in), in.required("FragmentNumber", Shapes.text(1, 128, "[0-9]+")));
  }

  @Override
  public StreamReference stream(Input input) {
    return input.stream();
  }

  @Override
  public Output run(Input input, StreamRecord stream, CallContext call) throws IOException {
    var number = FragmentNumber.parse(input.number()).orElseThrow(() -> notFound(input));
    var fragment =
        store
            .find(ReadScope.playable(stream, call.nowMs()), number)
            .orElseThrow(() -> notFound(input));
    // Retention may take it between the two.
    try (var stored = store.open(fragment).orElseThrow(() -> notFound(input))) {
      var header = headers.read(stored.header());
      var tracks = TrackFacts.of(header, FrameTable.decode(stored.frameTable()));
      return json -> {
        new FragmentFacts(fragment).writeTo(json);
        json.objects("Tracks", tracks);
      };
    }
  }

  private static ApiException notFound(Input input) {
    return ApiError.RESOURCE_NOT_FOUND.because(
        "The stream has no fragment %s.".formatted(input.number()));
  }
}
