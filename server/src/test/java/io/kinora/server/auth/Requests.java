package io.kinora.server.auth;

import io.kinora.server.config.ArnScope;
import io.kinora.server.http.Headers;
import io.kinora.server.http.RequestHead;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Requests made and changed by hand.
final class Requests {
  static final ArnScope ARNS = new ArnScope("aws", "eu-central-1", "000000000000");

  static final TemporaryCredentials TEMPORARY = new TemporaryCredentials(new byte[32]);

  private Requests() {}

  /// Knows one key.
  static KeysAuthenticator authenticator(AccessKey key, InstantSource clock) {
    return new KeysAuthenticator(() -> KeyRing.Keys.of(List.of(key)), TEMPORARY, ARNS, clock);
  }

  /// A `POST` with fields given as name, value, name, value.
  static RequestHead post(String target, String... namesAndValues) {
    var fields = new ArrayList<Headers.Field>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(new Headers.Field(namesAndValues[i], namesAndValues[i + 1]));
    }
    return RequestHead.of("POST", target, new Headers(fields));
  }

  /// The request with another value of one field.
  static RequestHead change(RequestHead head, String name, UnaryOperator<String> change) {
    return with(
        head,
        head.headers().fields().stream()
            .map(
                field ->
                    field.name().equalsIgnoreCase(name)
                        ? new Headers.Field(field.name(), change.apply(field.value()))
                        : field)
            .toList());
  }

  static RequestHead without(RequestHead head, String name) {
    return with(
        head,
        head.headers().fields().stream()
            .filter(field -> !field.name().equalsIgnoreCase(name))
            .toList());
  }

  static RequestHead and(RequestHead head, String name, String value) {
    var fields = new ArrayList<>(head.headers().fields());
    fields.add(new Headers.Field(name, value));
    return with(head, fields);
  }

  static RequestHead at(RequestHead head, String path, String query) {
    return new RequestHead(head.method(), path, query, head.headers());
  }

  private static RequestHead with(RequestHead head, List<Headers.Field> fields) {
    return new RequestHead(head.method(), head.path(), head.query(), new Headers(fields));
  }
}
