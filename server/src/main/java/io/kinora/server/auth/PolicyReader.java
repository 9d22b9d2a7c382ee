package io.kinora.server.auth;

import io.kinora.server.config.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Reads a policy document in the JSON form of IAM.
///
/// ```
/// policy → {"Version": "2012-10-17", "Id": text ?, "Statement": statement | [statement, …]}
/// statement → {"Sid": text ?, "Effect": "Allow" | "Deny", ("Action" | "NotAction"): patterns,
///              ("Resource" | "NotResource"): patterns}
/// patterns → text | [text, …]
/// ```
///
/// A document that says anything else is refused, even where IAM would take it: a `Condition` that
/// is passed over would allow more than its author wrote, and a pattern that can match nothing
/// would deny less.
final class PolicyReader {
  /// Of a document without its white space, in characters; as many as IAM takes for a role. It
  /// bounds what a decision costs.
  static final int LENGTH_MAX = 10_240;

  private static final Set<String> DOCUMENT = Set.of("Version", "Id", "Statement");
  private static final Set<String> STATEMENT =
      Set.of("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource");

  private static final String VERSION = "2012-10-17";
  private static final String USER_NAME = "${aws:username}";
  private static final Pattern ACTION = Pattern.compile("\\*|[a-z0-9-]+:[a-z0-9*?]+");
  private static final Pattern ARN = Pattern.compile("arn:[^:]+(:[^:]*){3}:.+");
  private static final Pattern STREAM_WITHOUT_TIME =
      Pattern.compile("arn:[^:]+:kinesisvideo:[^:]*:[^:]*:stream/[^/*]*");

  private final String where;
  private final String userName;

  private PolicyReader(String where, String userName) {
    this.where = where;
    this.userName = userName;
  }

  /// The policy of a document.
  ///
  /// @param where the document as messages name it
  /// @param userName stands for `${aws:username}` in resources; without wildcards
  /// @throws ConfigException if it is no such document
  static Policy read(JsonNode document, String where, String userName) {
    return new PolicyReader(where, userName).policy(document);
  }

  private Policy policy(JsonNode document) {
    checkMembers(document, DOCUMENT, "");
    if (document.toString().length() > LENGTH_MAX) {
      throw wrong("", "is longer than %d characters".formatted(LENGTH_MAX));
    }
    if (!VERSION.equals(document.path("Version").stringValue(null))) {
      throw wrong("", "needs \"Version\": \"%s\"".formatted(VERSION));
    }
    var nodes = each(document.path("Statement"));
    if (nodes.isEmpty()) {
      throw wrong("", "needs a Statement");
    }
    var statements = new ArrayList<Policy.Statement>();
    for (var node : nodes) {
      statements.add(statement(node, "statement %d ".formatted(statements.size() + 1)));
    }
    return new Policy(statements);
  }

  private Policy.Statement statement(JsonNode node, String which) {
    checkMembers(node, STATEMENT, which);
    boolean allows =
        switch (node.path("Effect").stringValue("")) {
          case "Allow" -> true;
          case "Deny" -> false;
          default -> throw wrong(which, "needs an Effect, Allow or Deny");
        };
    return new Policy.Statement(
        allows, actions(node, which), patterns(node, which, "Resource", this::resource));
  }

  private Policy.Patterns actions(JsonNode statement, String which) {
    return patterns(
        statement,
        which,
        "Action",
        text -> {
          String action = text.toLowerCase(Locale.ROOT);
          if (!ACTION.matcher(action).matches()) {
            throw new IllegalArgumentException("must be of the form kinesisvideo:PutMedia, or *");
          }
          return action;
        });
  }

  private String resource(String text) {
    String resource = text.replace(USER_NAME, userName);
    if (resource.contains("${")) {
      throw new IllegalArgumentException("may hold no variable but " + USER_NAME);
    }
    if (!resource.equals("*") && !ARN.matcher(resource).matches()) {
      throw new IllegalArgumentException("must be * or an ARN of six parts");
    }
    if (STREAM_WITHOUT_TIME.matcher(resource).matches()) {
      throw new IllegalArgumentException(
          "matches no stream: ARNs of streams end with their creation time, so write stream/NAME/*");
    }
    return resource;
  }

  /// Checks one text and gives it the form it is compared in; throws [IllegalArgumentException]
  /// with what it must be.
  private interface PatternForm {
    String apply(String text);
  }

  private Policy.Patterns patterns(
      JsonNode statement, String which, String member, PatternForm form) {
    boolean inverted = statement.has("Not" + member);
    if (inverted == statement.has(member)) {
      throw wrong(which, "needs either %s or Not%1$s".formatted(member));
    }
    String name = inverted ? "Not" + member : member;
    var nodes = each(statement.get(name));
    if (nodes.isEmpty() || !nodes.stream().allMatch(JsonNode::isString)) {
      throw wrong(which, name + " must be a string or a list of strings, and not empty");
    }
    var patterns = new ArrayList<String>();
    for (var node : nodes) {
      try {
        patterns.add(form.apply(node.stringValue()));
      } catch (IllegalArgumentException mistake) {
        throw wrong(which, "%s %s %s".formatted(name, node, mistake.getMessage()));
      }
    }
    return new Policy.Patterns(patterns, inverted);
  }

  /// What stands there, be it one or a list.
  private static List<JsonNode> each(JsonNode node) {
    if (node.isArray()) {
      return node.valueStream().toList();
    }
    return node.isMissingNode() ? List.of() : List.of(node);
  }

  private void checkMembers(JsonNode node, Set<String> known, String which) {
    if (!node.isObject()) {
      throw wrong(which, "must be a JSON object");
    }
    for (var name : node.propertyNames()) {
      if (!known.contains(name)) {
        throw wrong(
            which, "has %s, which Kinora does not support and will not pass over".formatted(name));
      }
    }
  }

  private ConfigException wrong(String which, String what) {
    return new ConfigException("%s: %s%s".formatted(where, which, what));
  }
}
