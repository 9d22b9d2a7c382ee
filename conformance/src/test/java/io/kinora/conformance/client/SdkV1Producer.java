package io.kinora.conformance.client;

import com.amazonaws.services.kinesisvideo.AmazonKinesisVideoPutMedia;
import com.amazonaws.services.kinesisvideo.PutMediaAckResponseHandler;
import com.amazonaws.services.kinesisvideo.model.AckEvent;
import com.amazonaws.services.kinesisvideo.model.AckEventType;
import com.amazonaws.services.kinesisvideo.model.FragmentTimecodeType;
import com.amazonaws.services.kinesisvideo.model.PutMediaRequest;
import io.kinora.conformance.wire.Monitor;
import io.kinora.conformance.wire.SigV4;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// PutMedia as an application of SDK v1 calls it.
public final class SdkV1Producer implements AutoCloseable {
  private final AmazonKinesisVideoPutMedia client;
  private final Monitor state = new Monitor();
  private final List<AckEvent> acks = new ArrayList<>();
  private final CompletableFuture<Outcome> ended = new CompletableFuture<>();

  /// What the application's handler was told.
  ///
  /// @param failure empty when `onComplete` was called
  public record Outcome(List<AckEvent> acks, Optional<Throwable> failure) {
    /// Numbers of the fragments that reached a stage, in the order of the events.
    public List<String> numbers(AckEventType.Values stage) {
      return acks.stream()
          .filter(ack -> ack.getAckEventType().getEnumValue() == stage)
          .map(AckEvent::getFragmentNumber)
          .toList();
    }

    /// Insists that the upload ended well.
    public Outcome complete() {
      if (failure.isPresent()) {
        throw new AssertionError("the upload failed after " + acks, failure.get());
      }
      return this;
    }
  }

  private SdkV1Producer(AmazonKinesisVideoPutMedia client) {
    this.client = client;
  }

  /// Begins to upload; the listener is called for every acknowledgement, by a thread of the SDK.
  public static SdkV1Producer start(
      URI endpoint, SigV4 keys, PutMediaRequest request, Consumer<AckEvent> listener) {
    var producer = new SdkV1Producer(SdkV1.putMedia(endpoint, keys));
    producer.client.putMedia(request, producer.handler(listener));
    return producer;
  }

  /// Uploads until the payload ends or the service does.
  public static Outcome put(URI endpoint, SigV4 keys, PutMediaRequest request) {
    try (var producer = start(endpoint, keys, request, _ -> {})) {
      return producer.ended().orTimeout(2, TimeUnit.MINUTES).join();
    }
  }

  /// Completes when the SDK says that the upload is over.
  public CompletableFuture<Outcome> ended() {
    return ended;
  }

  /// Gives the upload up. Nobody waits for the SDK's threads, which rest for two seconds first.
  @Override
  public void close() {
    Thread.ofVirtual().name("closes an SDK").start(client::close);
  }

  /// A request whose Clusters count from `start`.
  public static PutMediaRequest relative(String stream, Instant start, InputStream payload) {
    return request(stream, FragmentTimecodeType.RELATIVE, start, payload);
  }

  /// A request whose Clusters carry the time of day, or whatever the muxer took for it.
  public static PutMediaRequest absolute(String stream, InputStream payload) {
    return request(stream, FragmentTimecodeType.ABSOLUTE, Instant.now(), payload);
  }

  private static PutMediaRequest request(
      String stream, FragmentTimecodeType type, Instant start, InputStream payload) {
    return new PutMediaRequest()
        .withStreamName(stream)
        .withFragmentTimecodeType(type)
        .withProducerStartTimestamp(Date.from(start))
        .withPayload(payload);
  }

  private PutMediaAckResponseHandler handler(Consumer<AckEvent> listener) {
    return new PutMediaAckResponseHandler() {
      @Override
      public void onAckEvent(AckEvent ack) {
        state.change(() -> acks.add(ack));
        listener.accept(ack);
      }

      @Override
      public void onComplete() {
        end(Optional.empty());
      }

      @Override
      public void onFailure(Throwable failure) {
        end(Optional.of(failure));
      }
    };
  }

  private void end(Optional<Throwable> failure) {
    state.change(() -> ended.complete(new Outcome(List.copyOf(acks), failure)));
  }
}
