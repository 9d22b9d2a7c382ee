package io.kinora.conformance.client;

import io.kinora.conformance.media.Chunk;
import io.kinora.conformance.wire.Monitor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.kinesisvideomedia.model.GetMediaResponse;
import software.amazon.awssdk.services.kinesisvideomedia.model.StartSelector;
import software.amazon.awssdk.services.kinesisvideomedia.model.StartSelectorType;

/// GetMedia by SDK v2, with what has arrived so far in sight of the test.
public final class LiveReader implements AutoCloseable {
  private final ResponseInputStream<GetMediaResponse> response;
  private final Monitor state = new Monitor();
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private Optional<Optional<IOException>> end = Optional.empty();

  private LiveReader(ResponseInputStream<GetMediaResponse> response) {
    this.response = response;
  }

  /// Begins to read; the server has accepted the request when this returns.
  public static LiveReader open(
      SdkV2 sdk, String stream, Consumer<StartSelector.Builder> selector) {
    var response =
        sdk.media().getMedia(request -> request.streamName(stream).startSelector(selector));
    var reader = new LiveReader(response);
    Thread.ofVirtual().name("reader of " + stream).start(reader::read);
    return reader;
  }

  /// Begins at the open or else the next fragment.
  public static LiveReader now(SdkV2 sdk, String stream) {
    return open(sdk, stream, selector -> selector.startSelectorType(StartSelectorType.NOW));
  }

  /// Begins at the oldest fragment.
  public static LiveReader earliest(SdkV2 sdk, String stream) {
    return open(sdk, stream, selector -> selector.startSelectorType(StartSelectorType.EARLIEST));
  }

  /// Waits until these bytes have arrived, somewhere.
  public void await(byte[] bytes) {
    var wanted = new String(bytes, StandardCharsets.ISO_8859_1);
    state.await(
        () -> {
          boolean there = received.toString(StandardCharsets.ISO_8859_1).contains(wanted);
          if (!there && end.isPresent()) {
            throw new AssertionError("the response ended without the awaited bytes: " + end);
          }
          return there ? Optional.of(true) : Optional.empty();
        });
  }

  /// Waits until the trailer of a fragment has arrived.
  public void awaitTrailer(String number) {
    state.await(
        () ->
            chunksSoFar().stream()
                .filter(chunk -> number.equals(chunk.trailingTags().get(Chunk.CONTINUATION_TOKEN)))
                .findAny());
  }

  /// Whether the response ends within some time.
  public boolean endsWithin(Duration limit) {
    return state.awaitFor(limit, () -> end).isPresent();
  }

  /// Waits for the normal end of the response.
  public List<Chunk> awaitEnd() {
    var failure = state.await(() -> end);
    if (failure.isPresent()) {
      throw new AssertionError("the response broke", failure.get());
    }
    return chunksSoFar();
  }

  /// Waits for a response that breaks off.
  public IOException awaitBreak() {
    return state
        .await(() -> end)
        .orElseThrow(() -> new AssertionError("the response ended as if it were whole"));
  }

  /// What has arrived.
  public byte[] bytes() {
    return state.read(received::toByteArray);
  }

  @Override
  public void close() {
    response.abort();
  }

  private List<Chunk> chunksSoFar() {
    return Chunk.of(bytes());
  }

  private void read() {
    Optional<IOException> failure = Optional.empty();
    try {
      var buffer = new byte[64 * 1024];
      for (int n = response.read(buffer); n >= 0; n = response.read(buffer)) {
        int length = n;
        state.change(() -> received.write(buffer, 0, length));
      }
    } catch (IOException broken) {
      failure = Optional.of(broken);
    }
    var outcome = failure;
    state.change(() -> end = Optional.of(outcome));
  }
}
