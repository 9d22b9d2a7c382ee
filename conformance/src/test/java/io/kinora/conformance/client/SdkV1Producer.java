package io.kinora.conformance.client;

import com.amazonaws.services.kinesisvideo.PutMediaAckResponseHandler;
import com.amazonaws.services.kinesisvideo.model.AckEvent;
import com.amazonaws.services.kinesisvideo.model.AckEventType;
import com.amazonaws.services.kinesisvideo.model.FragmentTimecodeType;
import com.amazonaws.services.kinesisvideo.model.PutMediaRequest;
import io.kinora.conformance.wire.SigV4;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// PutMedia as an application of SDK v1 calls it.
public final class SdkV1Producer {
  private static final int LIMIT_SECONDS = 120;

  private SdkV1Producer() {}

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

  /// Uploads until the payload ends or the service does.
  public static Outcome put(URI endpoint, SigV4 keys, PutMediaRequest request) {
    return put(endpoint, keys, request, _ -> {});
  }

  /// The same, telling a listener of every acknowledgement as it comes.
  public static Outcome put(
      URI endpoint, SigV4 keys, PutMediaRequest request, Consumer<AckEvent> listener) {
    var acks = new CopyOnWriteArrayList<AckEvent>();
    var end = new CompletableFuture<Optional<Throwable>>();
    var handler =
        new PutMediaAckResponseHandler() {
          @Override
          public void onAckEvent(AckEvent ack) {
            acks.add(ack);
            listener.accept(ack);
          }

          @Override
          public void onComplete() {
            end.complete(Optional.empty());
          }

          @Override
          public void onFailure(Throwable failure) {
            end.complete(Optional.of(failure));
          }
        };
    try (var client = SdkV1.putMedia(endpoint, keys)) {
      client.putMedia(request, handler);
      return new Outcome(List.copyOf(acks), end.get(LIMIT_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    } catch (ExecutionException | TimeoutException failure) {
      throw new AssertionError("the upload did not end; acknowledged so far: " + acks, failure);
    }
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
}
