package io.kinora.server.api;

import io.kinora.server.http.Reply;

/// Changes answers of operations that went well. Safe for all threads.
@FunctionalInterface
public interface AnswerFilter {
  /// Every answer as it is.
  AnswerFilter NONE = (_, _, reply) -> reply;

  /// @param resource the ARN that the operation was about, `*` if it has none
  Reply apply(Action action, String resource, Reply reply);
}
