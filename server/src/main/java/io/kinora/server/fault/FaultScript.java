package io.kinora.server.fault;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiError;
import io.kinora.server.config.ByteSize;
import io.kinora.server.config.ConfigException;
import io.kinora.server.config.Durations;
import io.kinora.server.ingest.IngestError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
/// Without `operation` or `stream` a fault happens to all; `skip` leaves the first requests that
/// match alone, `times` ends it after so many. Anything else is an error.
final class FaultScript {
  /// Enough for a thousand faults.
  static final int BYTES_MAX = 1 << 20;

  private static final Set<String> EFFECTS =
      Set.of("error", "delay", "cutAnswerAfter", "cutUploadAfter", "ackError", "persisted");
  private static final Set<String> OTHERS = Set.of("operation", "stream", "skip", "times", "after");

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Path file;

  private FaultScript(Path file) {
    this.file = file;
  }

  /// The faults in the file.
  ///
  /// @throws ConfigException if there is no such file, or it says something else
  static List<Fault> read(Path file) {
    return new FaultScript(file).faults();
  }

  private List<Fault> faults() {
    var root = parse();
    var list = root.path("faults");
    if (!root.isObject() || root.size() != 1 || !list.isArray()) {
      throw wrong("must be one JSON object with faults, a list");
    }
    var faults = new ArrayList<Fault>();
    for (var each : list) {
      try {
        faults.add(fault(each));
      } catch (IllegalArgumentException mistake) {
        throw wrong("fault %d: %s".formatted(faults.size() + 1, mistake.getMessage()));
      }
    }
    return List.copyOf(faults);
  }

  private JsonNode parse() {
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw wrong("is longer than %d octets".formatted(BYTES_MAX));
      }
      return JSON.readTree(Files.readAllBytes(file));
    } catch (IOException failure) {
      throw new ConfigException("cannot read the script of faults " + failure.getMessage());
    } catch (JacksonException malformed) {
      throw wrong("is no JSON: " + malformed.getOriginalMessage());
    }
  }

  private static Fault fault(JsonNode node) {
    var effects = node.propertyNames().stream().filter(EFFECTS::contains).toList();
    if (!node.isObject() || effects.size() != 1) {
      throw new IllegalArgumentException("needs one of " + EFFECTS.stream().sorted().toList());
    }
    for (var name : node.propertyNames()) {
      if (!EFFECTS.contains(name) && !OTHERS.contains(name)) {
        throw new IllegalArgumentException("there is no member " + name);
      }
    }
    if (node.has("after") && !node.has("ackError")) {
      throw new IllegalArgumentException("after goes with ackError only");
    }
    return new Fault(
        text(node, "operation").map(FaultScript::action),
        text(node, "stream"),
        count(node, "skip", 0),
        count(node, "times", Long.MAX_VALUE),
        effect(node, effects.getFirst()));
  }

  private static Fault.Effect effect(JsonNode node, String name) {
    if (name.equals("ackError")) {
      int id = (int) count(node, name, 0);
      var error =
          IngestError.of(id)
              .orElseThrow(() -> new IllegalArgumentException("no acknowledgement has id " + id));
      return new Fault.Effect.FailUpload(error, Durations.parse(text(node, "after").orElse("0")));
    }
    var value = text(node, name).orElseThrow();
    return switch (name) {
      case "error" -> new Fault.Effect.Refuse(error(value));
      case "delay" -> new Fault.Effect.Delay(Durations.parse(value));
      case "cutAnswerAfter" -> new Fault.Effect.CutAnswer(ByteSize.parse(value).octets());
      case "cutUploadAfter" -> new Fault.Effect.CutUpload(ByteSize.parse(value).octets());
      case "persisted" ->
          new Fault.Effect.HoldPersisted(
              value.equals("drop") ? Optional.empty() : Optional.of(Durations.parse(value)));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Action action(String name) {
    return Arrays.stream(Action.values())
        .filter(action -> action.wireName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no operation " + name));
  }

  private static ApiError error(String name) {
    return Arrays.stream(ApiError.values())
        .filter(error -> error.wireName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no error " + name));
  }

  private static Optional<String> text(JsonNode node, String member) {
    var value = node.path(member);
    if (!value.isMissingNode() && !value.isString()) {
      throw new IllegalArgumentException(member + " must be a string");
    }
    return Optional.ofNullable(value.stringValue(null));
  }

  private static long count(JsonNode node, String member, long otherwise) {
    var value = node.path(member);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
      throw new IllegalArgumentException(member + " must be a whole number from 0");
    }
    return value.intValue();
  }

  private ConfigException wrong(String what) {
    return new ConfigException("%s: %s".formatted(file, what));
  }
}
