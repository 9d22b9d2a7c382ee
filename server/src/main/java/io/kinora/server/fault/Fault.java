package io.kinora.server.fault;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiError;
import io.kinora.server.ingest.IngestError;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// One line of a script: what happens to which requests.
final class Fault {
  /// What happens.
  sealed interface Effect {
    /// The request is answered with an error.
    record Refuse(ApiError error) implements Effect {}

    /// The request waits before anything is done.
    record Delay(Duration time) implements Effect {}

    /// The connection is closed behind so many octets of the answer's body.
    record CutAnswer(long octets) implements Effect {}

    /// The connection is closed behind so many octets of the uploaded body.
    record CutUpload(long octets) implements Effect {}

    /// The upload ends with an ERROR acknowledgement, so long after it began.
    record FailUpload(IngestError error, Duration after) implements Effect {}

    /// PERSISTED acknowledgements come later, or never if there is no delay.
    record HoldPersisted(Optional<Duration> delay) implements Effect {}
  }

  private final Optional<Action> action;
  private final Optional<String> stream;
  private final long skip;
  private final long times;
  private final Effect effect;
  private final AtomicLong met = new AtomicLong();

  /// @param action empty for all
  /// @param stream name; empty for all
  /// @param skip requests that are left alone first
  /// @param times requests that it happens to then
  Fault(Optional<Action> action, Optional<String> stream, long skip, long times, Effect effect) {
    this.action = action;
    this.stream = stream;
    this.skip = skip;
    this.times = times;
    this.effect = effect;
  }

  Effect effect() {
    return effect;
  }

  /// Whether it happens to a request, which is counted with this.
  boolean happensTo(Action asked, Optional<String> name) {
    if (action.isPresent() && action.get() != asked) {
      return false;
    }
    if (stream.isPresent() && !stream.equals(name)) {
      return false;
    }
    long earlier = met.getAndIncrement();
    return earlier >= skip && earlier - skip < times;
  }
}
