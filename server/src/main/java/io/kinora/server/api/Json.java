package io.kinora.server.api;

import io.kinora.server.auth.QueryString;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.StringNode;

/// Reads what clients send as JSON. Bounded: a body of 1 MiB must not become many times its size in
/// objects.
final class Json {
  /// The deepest model nests four levels.
  static final int DEPTH_MAX = 32;

  /// The largest legal request names 1,000 fragments.
  static final int TOKENS_MAX = 10_000;

  static final int NUMBER_LENGTH_MAX = 64;

  private static final int NAME_LENGTH_MAX = 1024;

  private static final JsonMapper STRICT = mapper(factory());

  /// Takes strings in single quotes too: boto3 writes nested members of pre-signed URLs so.
  private static final JsonMapper QUERY =
      mapper(factory().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES));

  private Json() {}

  /// The members of a request's body; an empty body has none.
  static Members body(byte[] body) {
    if (body.length == 0) {
      return new Members(STRICT.createObjectNode(), Location.BODY);
    }
    var tree = tree(STRICT, body);
    if (!tree.isObject()) {
      throw malformed();
    }
    return new Members(tree, Location.BODY);
  }

  /// The members that the parameters of a query spell. Values stay text but for lists and
  /// structures; a parameter that comes again is a list, as botocore spells them.
  static Members query(QueryString query) {
    var object = QUERY.createObjectNode();
    for (var parameter : query.parameters()) {
      if (parameter.isSignature()) {
        continue;
      }
      String value = parameter.value();
      var member =
          value.startsWith("{") || value.startsWith("[")
              ? tree(QUERY, value.getBytes(StandardCharsets.UTF_8))
              : StringNode.valueOf(value);
      var before = object.get(parameter.name());
      if (before instanceof ArrayNode list) {
        list.add(member);
      } else if (before != null) {
        object.putArray(parameter.name()).add(before).add(member);
      } else {
        object.set(parameter.name(), member);
      }
    }
    return new Members(object, Location.TEXTS);
  }

  private static JsonNode tree(JsonMapper mapper, byte[] text) {
    try {
      return mapper.readTree(text);
    } catch (JacksonException | NumberFormatException _) {
      // Their messages quote the text and name classes: not for clients.
      throw malformed();
    }
  }

  private static ApiException malformed() {
    return ApiError.INVALID_ARGUMENT.because("The request is not a valid JSON object.");
  }

  private static JsonFactoryBuilder factory() {
    var limits =
        StreamReadConstraints.builder()
            .maxNestingDepth(DEPTH_MAX)
            .maxTokenCount(TOKENS_MAX)
            .maxNumberLength(NUMBER_LENGTH_MAX)
            .maxNameLength(NAME_LENGTH_MAX)
            .build();
    return JsonFactory.builder()
        .streamReadConstraints(limits)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
  }

  private static JsonMapper mapper(JsonFactoryBuilder factory) {
    return JsonMapper.builder(factory.build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .build();
  }
}
