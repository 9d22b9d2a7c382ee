package io.kinora.server.auth;

import java.util.List;

/// What a policy document in IAM's form says. What no statement allows is denied, and what one
/// statement denies no other allows. [PolicyReader] makes them.
record Policy(List<Statement> statements) {
  /// One statement.
  ///
  /// @param allows whether its effect is `Allow`; `Deny` otherwise
  /// @param actions in lower case: actions compare without regard to case
  record Statement(boolean allows, Patterns actions, Patterns resources) {
    private boolean covers(String action, String resource) {
      return actions.include(action) && resources.include(resource);
    }
  }

  /// The values of `Action` or `Resource`, or of their opposites.
  ///
  /// @param inverted whether what is meant is everything but what the patterns match
  record Patterns(List<String> patterns, boolean inverted) {
    Patterns {
      patterns = List.copyOf(patterns);
    }

    private boolean include(String text) {
      return inverted != patterns.stream().anyMatch(pattern -> Wildcards.match(pattern, text));
    }
  }

  Policy {
    statements = List.copyOf(statements);
  }

  /// Whether it allows this.
  ///
  /// @param action in lower case
  boolean allows(String action, String resource) {
    boolean allowed = false;
    for (var statement : statements) {
      if (statement.covers(action, resource)) {
        if (!statement.allows()) {
          return false;
        }
        allowed = true;
      }
    }
    return allowed;
  }
}
