package io.kinora.server;

import io.kinora.server.api.Action;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The keys of [AccessMatrixTest]: for each operation one that may do nothing but it to the streams
/// that are named after it, one whose policy does not name it, and one whose policy denies it; one
/// that may do everything to another stream, and one that may do everything.
final class AccessKeys {
  static final SigV4 ADMIN = new SigV4("AKIDADMIN", "the admin's secret");
  static final SigV4 OTHER_STREAM = new SigV4("AKIDOTHER", "another stream's secret");

  private AccessKeys() {}

  static SigV4 only(Action action) {
    return new SigV4("AKIDONLY" + action.wireName(), "secret of only " + action);
  }

  static SigV4 allBut(Action action) {
    return new SigV4("AKIDALLBUT" + action.wireName(), "secret of all but " + action);
  }

  static SigV4 forbidden(Action action) {
    return new SigV4("AKIDFORBIDDEN" + action.wireName(), "secret of whom is forbidden " + action);
  }

  /// @param onEverything tells operations that do not look at one stream
  static String file(Predicate<Action> onEverything) {
    var perAction =
        Arrays.stream(Action.values())
            .flatMap(
                action -> {
                  var its = "kinesisvideo:" + action.wireName();
                  var resource = onEverything.test(action) ? "*" : arn(action.wireName() + "-*");
                  return Stream.of(
                      key(only(action), statement("Allow", "Action", its, resource)),
                      key(allBut(action), statement("Allow", "NotAction", its, "*")),
                      key(
                          forbidden(action),
                          statement("Allow", "Action", "*", "*"),
                          statement("Deny", "Action", its, "*")));
                });
    var others =
        Stream.of(
            key(ADMIN, statement("Allow", "Action", "kinesisvideo:*", "*")),
            key(OTHER_STREAM, statement("Allow", "Action", "*", arn("other"))));
    return Stream.concat(perAction, others)
        .collect(Collectors.joining(",\n", "{\"keys\": [", "]}"));
  }

  private static String key(SigV4 key, String... statements) {
    return """
        {"accessKeyId": "%s", "secretAccessKey": "%s", "policy": {"Version": "2012-10-17",
         "Statement": [%s]}}\
        """
        .formatted(key.accessKeyId(), key.secret(), String.join(",", statements));
  }

  private static String statement(String effect, String member, String actions, String resource) {
    return "{\"Effect\": \"%s\", \"%s\": \"%s\", \"Resource\": \"%s\"}"
        .formatted(effect, member, actions, resource);
  }

  private static String arn(String stream) {
    return "arn:aws:kinesisvideo:us-east-1:000000000000:stream/" + stream + "/*";
  }
}
