package io.kinora.server.fault;

import io.kinora.server.api.ApiError;
import io.kinora.server.api.StreamArn;
import io.kinora.server.config.ByteSize;
import io.kinora.server.config.ConfigException;
import io.kinora.server.config.Durations;
import io.kinora.server.ingest.IngestError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads a script of faults.
///
/// ```
/// file → {"faults": [fault, …]}
/// fault → {"operation": name ?, "stream": name ?, "skip": count ?, "times": count ?, effect}
/// effect → "error": name of an error | "delay": duration
///        | "cutAnswerAfter": size | "cutUploadAfter": size
///        | "ackError": id, "after": duration ? | "persisted": "drop" | "persisted": duration
/// ```
///
/// An operation is one of the API, or what AWS calls that which players ask for, such as
/// `GetHLSMediaPlaylist`. Without `operation` or `stream` a fault happens to all; `skip` leaves the
/// first requests that match alone, `times` ends it after so many. Anything else is an error, and
/// so is a fault that could never happen.
final class FaultScript {
  static final int BYTES_MAX = 1 << 20;

  /// Every request is held against each.
  static final int FAULTS_MAX = 1000;

  /// The longest that anything waits.
  static final Duration TIME_MAX = Duration.ofHours(1);

  private static final int DEPTH_MAX = 8;
  private static final int TOKENS_MAX = 32 * FAULTS_MAX;
  private static final int NUMBER_LENGTH_MAX = 64;

  /// By the member that asks for it.
  private static final Map<String, BiFunction<JsonNode, String, Fault.Effect>> EFFECTS =
      Map.of(
          "error", (node, name) -> new Fault.Effect.Refuse(error(value(node, name))),
          "delay", (node, name) -> new Fault.Effect.Delay(time(name, value(node, name))),
          "cutAnswerAfter", (node, name) -> new Fault.Effect.CutAnswer(octets(node, name)),
          "cutUploadAfter", (node, name) -> new Fault.Effect.CutUpload(octets(node, name)),
          "ackError", FaultScript::failUpload,
          "persisted", FaultScript::holdPersisted);

  private static final Set<String> OTHERS = Set.of("operation", "stream", "skip", "times", "after");

  private static final Pattern STREAM_NAME = StreamArn.NAME;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH_MAX)
                          .maxTokenCount(TOKENS_MAX)
                          .maxNumberLength(NUMBER_LENGTH_MAX)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Targets targets;

  FaultScript(Targets targets) {
    this.targets = targets;
  }

  /// The faults in a file.
  ///
  /// @throws ConfigException if there is no such file, or it says something else
  List<Fault> read(Path file) {
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw tooLong(file.toString());
      }
      return read(Files.readAllBytes(file), file.toString());
    } catch (IOException failure) {
      throw new ConfigException("cannot read the script of faults " + failure.getMessage());
    }
  }

  /// The faults in a text.
  ///
  /// @param origin the text as messages name it
  /// @throws ConfigException if it says something else
  List<Fault> read(byte[] text, String origin) {
    if (text.length > BYTES_MAX) {
      throw tooLong(origin);
    }
    var root = parse(text, origin);
    var list = root.path("faults");
    if (!root.isObject() || root.size() != 1 || !list.isArray()) {
      throw wrong(origin, "must be one JSON object with faults, a list");
    }
    if (list.size() > FAULTS_MAX) {
      throw wrong(origin, "has more than %d faults".formatted(FAULTS_MAX));
    }
    var faults = new ArrayList<Fault>();
    for (var each : list) {
      try {
        faults.add(fault(each));
      } catch (IllegalArgumentException mistake) {
        throw wrong(origin, "fault %d: %s".formatted(faults.size() + 1, mistake.getMessage()));
      }
    }
    return List.copyOf(faults);
  }

  private static JsonNode parse(byte[] text, String origin) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException malformed) {
      throw wrong(origin, "is no JSON: " + malformed.getOriginalMessage());
    }
  }

  /// The script of some faults, each with `happened`: how many requests it has happened to.
  static byte[] told(List<Fault> faults) {
    var root = JSON.createObjectNode();
    var list = root.putArray("faults");
    for (var fault : faults) {
      list.add(fault.text().deepCopy().put("happened", fault.happened()));
    }
    return JSON.writeValueAsBytes(root);
  }

  private Fault fault(JsonNode node) {
    var effects = EFFECTS.entrySet().stream().filter(each -> node.has(each.getKey())).toList();
    if (!(node instanceof ObjectNode text) || effects.size() != 1) {
      throw new IllegalArgumentException(
          "needs one of " + EFFECTS.keySet().stream().sorted().toList());
    }
    for (var name : node.propertyNames()) {
      if (!EFFECTS.containsKey(name) && !OTHERS.contains(name)) {
        throw new IllegalArgumentException("there is no member " + name);
      }
    }
    if (node.has("after") && !node.has("ackError")) {
      throw new IllegalArgumentException("after goes with ackError only");
    }
    var scope =
        new Fault.Scope(
            text(node, "operation"),
            text(node, "stream"),
            count(node, "skip", 0, 0),
            count(node, "times", 1, Long.MAX_VALUE));
    if (scope.stream().filter(name -> !STREAM_NAME.matcher(name).matches()).isPresent()) {
      throw new IllegalArgumentException("stream must be the name of a stream");
    }
    var member = effects.getFirst().getKey();
    var effect = effects.getFirst().getValue().apply(node, member);
    targets.check(scope, member, effect);
    return new Fault(scope, effect, text);
  }

  private static Fault.Effect failUpload(JsonNode node, String name) {
    int id = (int) count(node, name, 0, 0);
    var error =
        IngestError.of(id)
            .orElseThrow(() -> new IllegalArgumentException("no acknowledgement has id " + id));
    return new Fault.Effect.FailUpload(
        error, text(node, "after").map(after -> time("after", after)).orElse(Duration.ZERO));
  }

  private static Fault.Effect holdPersisted(JsonNode node, String name) {
    var value = value(node, name);
    return new Fault.Effect.HoldPersisted(
        value.equals("drop") ? Optional.empty() : Optional.of(time(name, value)));
  }

  private static long octets(JsonNode node, String name) {
    return ByteSize.parse(value(node, name)).octets();
  }

  private static Duration time(String member, String text) {
    var time = Durations.parse(text);
    if (time.isZero() || time.compareTo(TIME_MAX) > 0) {
      throw new IllegalArgumentException(
          "%s must be longer than 0 and at most %dh".formatted(member, TIME_MAX.toHours()));
    }
    return time;
  }

  private static ApiError error(String name) {
    return Arrays.stream(ApiError.values())
        .filter(error -> error.wireName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no error " + name));
  }

  private static String value(JsonNode node, String member) {
    return text(node, member).orElseThrow();
  }

  private static Optional<String> text(JsonNode node, String member) {
    var value = node.path(member);
    if (!value.isMissingNode() && !value.isString()) {
      throw new IllegalArgumentException(member + " must be a string");
    }
    return Optional.ofNullable(value.stringValue(null));
  }

  private static long count(JsonNode node, String member, int least, long otherwise) {
    var value = node.path(member);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < least) {
      throw new IllegalArgumentException(member + " must be a whole number from " + least);
    }
    return value.intValue();
  }

  private static ConfigException tooLong(String origin) {
    return wrong(origin, "is longer than %d octets".formatted(BYTES_MAX));
  }

  private static ConfigException wrong(String origin, String what) {
    return new ConfigException("%s: %s".formatted(origin, what));
  }
}
