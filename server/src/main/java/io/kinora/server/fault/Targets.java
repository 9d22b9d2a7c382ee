package io.kinora.server.fault;

import io.kinora.server.api.Action;
import io.kinora.server.api.Operation;
import io.kinora.server.api.Throttle.PlayerRequest;
import io.kinora.server.config.Nearest;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What faults can happen to: operations, and what players ask for, by AWS's names of it. A fault
/// that never could happen is refused, for a rehearsal in which nothing went wrong looks like one
/// that went well.
///
/// @param names of those that this server has
record Targets(Set<String> names) {
  private static final String UPLOAD = Action.PUT_MEDIA.wireName();

  /// The one operation that is about no stream.
  private static final String STREAMLESS = Action.LIST_STREAMS.wireName();

  /// @param operations those that this server has, besides PutMedia
  static Targets of(Collection<Operation<?>> operations) {
    var actions = operations.stream().map(Operation::action).map(Action::wireName);
    var players = Arrays.stream(PlayerRequest.values()).map(PlayerRequest::wireName);
    return new Targets(
        Stream.of(Stream.of(UPLOAD), actions, players)
            .flatMap(Function.identity())
            .collect(Collectors.toUnmodifiableSet()));
  }

  /// Throws [IllegalArgumentException] if this can happen to no request.
  ///
  /// @param member the effect as the script names it
  void check(Fault.Scope scope, String member, Fault.Effect effect) {
    scope
        .operation()
        .ifPresent(
            operation -> {
              check(scope, operation);
              check(operation, member, effect);
            });
  }

  private void check(Fault.Scope scope, String operation) {
    if (!names.contains(operation)) {
      throw new IllegalArgumentException(unknown(operation));
    }
    if (scope.stream().isPresent() && operation.equals(STREAMLESS)) {
      throw new IllegalArgumentException(
          "%s is about no stream; leave stream out".formatted(operation));
    }
  }

  private static void check(String operation, String member, Fault.Effect effect) {
    boolean isUpload = operation.equals(UPLOAD);
    switch (effect) {
      case Fault.Effect.Refuse _, Fault.Effect.Delay _ -> {}
      case Fault.Effect.CutAnswer _ -> {
        if (isUpload) {
          throw new IllegalArgumentException(
              "%s never happens to %s; cutUploadAfter cuts its connection"
                  .formatted(member, UPLOAD));
        }
      }
      case Fault.Effect.CutUpload _, Fault.Effect.FailUpload _, Fault.Effect.HoldPersisted _ -> {
        if (!isUpload) {
          throw new IllegalArgumentException(
              "%s happens to %s only, never to %s".formatted(member, UPLOAD, operation));
        }
      }
    }
  }

  private String unknown(String operation) {
    boolean isElsewhere =
        Arrays.stream(Action.values()).map(Action::wireName).anyMatch(operation::equals);
    return isElsewhere
        ? "this server does not have the operation " + operation
        : "there is no operation " + operation + Nearest.hint(operation, names);
  }
}
