package io.kinora.server.fault;

import io.kinora.server.api.ApiError;
import io.kinora.server.ingest.IngestError;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.node.ObjectNode;

/// One line of a script: what happens to which requests.
final class Fault {
  /// What happens.
  sealed interface Effect {
    /// The request is answered with an error.
    record Refuse(ApiError error) implements Effect {}

    /// The request waits before it is carried out.
    record Delay(Duration time) implements Effect {}

    /// The connection is closed behind at most so many octets of the answer's body.
    record CutAnswer(long octets) implements Effect {}

    /// The connection is closed behind so many octets of the uploaded body.
    record CutUpload(long octets) implements Effect {}

    /// The upload ends with an ERROR acknowledgement, so long after it began.
    record FailUpload(IngestError error, Duration after) implements Effect {}

    /// PERSISTED acknowledgements come later, or never if there is no delay.
    record HoldPersisted(Optional<Duration> delay) implements Effect {}
  }

  /// Which requests it happens to.
  ///
  /// @param operation its name; empty for all
  /// @param stream its name; empty for all
  /// @param skip requests that are left alone first
  /// @param times requests that it is tried on then
  record Scope(Optional<String> operation, Optional<String> stream, long skip, long times) {
    boolean has(String asked, Optional<String> name) {
      return operation.filter(it -> !it.equals(asked)).isEmpty()
          && (stream.isEmpty() || stream.equals(name));
    }
  }

  private final Scope scope;
  private final Effect effect;
  private final ObjectNode text;
  private final AtomicLong met = new AtomicLong();
  private final AtomicLong happened = new AtomicLong();

  /// @param text as the script has it
  Fault(Scope scope, Effect effect, ObjectNode text) {
    this.scope = scope;
    this.effect = effect;
    this.text = text;
  }

  ObjectNode text() {
    return text;
  }

  /// How many requests it has happened to: of those that it was tried on, the ones in which there
  /// was something to spoil.
  long happened() {
    return happened.get();
  }

  /// It happens to a request, of which this tells once.
  void happens() {
    happened.incrementAndGet();
  }

  Effect effect() {
    return effect;
  }

  /// Whether it is tried on a request, which is counted with this.
  ///
  /// @param stream what the request is about; empty if that is no stream
  boolean isTriedOn(String operation, Optional<String> stream) {
    if (!scope.has(operation, stream)) {
      return false;
    }
    long earlier = met.getAndIncrement();
    return earlier >= scope.skip() && earlier - scope.skip() < scope.times();
  }
}
