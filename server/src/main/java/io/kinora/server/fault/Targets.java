package io.kinora.server.fault;

import io.kinora.server.api.Action;
import io.kinora.server.api.Operation;
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

  /// What happens to the octets and the acknowledgements of an upload.
  private static final Set<String> OF_UPLOADS = Set.of("cutUploadAfter", "ackError", "persisted");

  /// The one operation that is about no stream.
  private static final String STREAMLESS = Action.LIST_STREAMS.wireName();

  /// @param operations those that this server has, besides PutMedia
  /// @param paths what players ask for
  static Targets of(Collection<Operation<?>> operations, Collection<String> paths) {
    var actions = operations.stream().map(Operation::action).map(Action::wireName);
    return new Targets(
        Stream.of(Stream.of(UPLOAD), actions, paths.stream().map(Targets::nameOf))
            .flatMap(Function.identity())
            .collect(Collectors.toUnmodifiableSet()));
  }

  /// What AWS calls that which players get at a path: `GetTSFragment` for
  /// `/hls/v1/getTSFragment.ts`.
  static String nameOf(String path) {
    var file = path.substring(path.lastIndexOf('/') + 1);
    int dot = file.indexOf('.');
    var stem = dot < 0 ? file : file.substring(0, dot);
    return Character.toUpperCase(stem.charAt(0)) + stem.substring(1);
  }

  /// Throws [IllegalArgumentException] if this can happen to no request.
  ///
  /// @param effect as the script names it
  void check(Fault.Scope scope, String effect) {
    scope.operation().ifPresent(operation -> check(scope, operation, effect));
  }

  private void check(Fault.Scope scope, String operation, String effect) {
    if (!names.contains(operation)) {
      throw new IllegalArgumentException(unknown(operation));
    }
    if (OF_UPLOADS.contains(effect) && !operation.equals(UPLOAD)) {
      throw new IllegalArgumentException(
          "%s happens to %s only, never to %s".formatted(effect, UPLOAD, operation));
    }
    if (effect.equals("cutAnswerAfter") && operation.equals(UPLOAD)) {
      throw new IllegalArgumentException(
          "cutAnswerAfter never happens to %s; cutUploadAfter cuts its connection"
              .formatted(UPLOAD));
    }
    if (scope.stream().isPresent() && operation.equals(STREAMLESS)) {
      throw new IllegalArgumentException(
          "%s is about no stream; leave stream out".formatted(operation));
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
