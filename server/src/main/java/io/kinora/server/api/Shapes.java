package io.kinora.server.api;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// The shapes of AWS's models. Lengths count code points; patterns match the whole value.
public final class Shapes {
  /// The name of a stream.
  public static final Shape<String> STREAM_NAME =
      text(1, StreamArn.NAME_LENGTH_MAX, StreamArn.NAME_PATTERN);

  /// The pattern of every ARN of the service.
  public static final String RESOURCE_ARN_PATTERN =
      "arn:[a-z\\d-]+:kinesisvideo:[a-z0-9-]+:[0-9]+:[a-z]+/[a-zA-Z0-9_.-]+/[0-9]+";

  /// An ARN of any resource of the service.
  public static final Shape<String> RESOURCE_ARN = text(1, 1024, RESOURCE_ARN_PATTERN);

  /// The ARN of a stream.
  public static final Shape<StreamArn> STREAM_ARN =
      (value, at) ->
          StreamArn.parse(RESOURCE_ARN.read(value, at))
              .orElseThrow(() -> at.violation(quoted(value), "Member must be the ARN of a stream"));

  /// A point in time as epoch milliseconds.
  public static final Shape<Long> TIMESTAMP = Timestamps::read;

  /// A page token of the control plane; the empty one counts as absent.
  public static final Shape<String> NEXT_TOKEN = text(0, 1024, "[a-zA-Z0-9+/=]*");

  /// What a message repeats of a value, at most, in code points.
  private static final int QUOTED_MAX = 128;

  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");

  private Shapes() {}

  /// A string of that many code points.
  public static Shape<String> text(int min, int max) {
    return (value, at) -> checkLength(textOf(value, at), min, max, at);
  }

  /// A string of that many code points that the pattern matches as a whole.
  public static Shape<String> text(int min, int max, String pattern) {
    var compiled = Pattern.compile(pattern);
    return (value, at) -> {
      // The length first: it bounds the work of the pattern.
      String text = checkLength(textOf(value, at), min, max, at);
      if (!compiled.matcher(text).matches()) {
        throw at.violation(
            quote(text), "Member must satisfy regular expression pattern: " + pattern);
      }
      return text;
    };
  }

  /// A whole number in a range.
  public static Shape<Integer> integer(int min, int max) {
    return (value, at) -> {
      var number = integerOf(value, at);
      if (number.compareTo(BigInteger.valueOf(min)) < 0) {
        throw at.violation(quoted(value), "Member must have value greater than or equal to " + min);
      }
      if (number.compareTo(BigInteger.valueOf(max)) > 0) {
        throw at.violation(quoted(value), "Member must have value less than or equal to " + max);
      }
      return number.intValueExact();
    };
  }

  /// The name of an enum constant.
  public static <E extends Enum<E>> Shape<E> oneOf(Class<E> type) {
    var constants = EnumSet.allOf(type);
    return (value, at) -> {
      String text = textOf(value, at);
      return constants.stream()
          .filter(constant -> constant.name().equals(text))
          .findFirst()
          .orElseThrow(
              () -> at.violation(quote(text), "Member must satisfy enum value set: " + constants));
    };
  }

  /// A list of that many items. In a query one text or structure alone is a list of one.
  public static <T> Shape<List<T>> listOf(int min, int max, Shape<T> item) {
    return (value, at) -> {
      boolean isAlone = at.isText() && (value.isString() || value.isObject());
      if (!value.isArray() && !isAlone) {
        throw wrongType(at, "a list");
      }
      checkSize(isAlone ? 1 : value.size(), min, max, at);
      var items = new ArrayList<T>();
      for (var each : isAlone ? List.of(value) : value) {
        var place = at.item(items.size() + 1);
        if (each.isNull()) {
          throw place.violation("null", "Member must not be null");
        }
        items.add(item.read(each, place));
      }
      return Collections.unmodifiableList(items);
    };
  }

  /// A map of that many entries, sorted by key.
  public static Shape<SortedMap<String, String>> mapOf(
      int min, int max, Shape<String> key, Shape<String> entry) {
    return (value, at) -> {
      if (!value.isObject()) {
        throw wrongType(at, "a map");
      }
      checkSize(value.size(), min, max, at);
      var entries = new TreeMap<String, String>();
      for (var property : value.properties()) {
        String name = key.read(StringNode.valueOf(property.getKey()), at);
        var place = at.entry(name);
        if (property.getValue().isNull()) {
          throw place.violation("null", "Member must not be null");
        }
        entries.put(name, entry.read(property.getValue(), place));
      }
      return Collections.unmodifiableSortedMap(entries);
    };
  }

  /// A structure, read member by member.
  public static <T> Shape<T> structure(Function<Members, T> read) {
    return (value, at) -> {
      if (!value.isObject()) {
        throw wrongType(at, "a structure");
      }
      return read.apply(new Members(value, at));
    };
  }

  static ApiException wrongType(Location at, String expected) {
    return ApiError.INVALID_ARGUMENT.because(
        "The value at '%s' must be %s".formatted(at.path(), expected));
  }

  /// A value as messages repeat it: bounded, for it may be of any size.
  static String quoted(JsonNode scalar) {
    return quote(scalar.asString());
  }

  static String textOf(JsonNode value, Location at) {
    if (!value.isString()) {
      throw wrongType(at, "a string");
    }
    String text = value.stringValue();
    if (!isUnicode(text)) {
      throw wrongType(at, "a string of Unicode characters");
    }
    return text;
  }

  private static BigInteger integerOf(JsonNode value, Location at) {
    if (value.isIntegralNumber()) {
      return value.bigIntegerValue();
    }
    if (at.isText() && value.isString() && INTEGER.matcher(value.stringValue()).matches()) {
      return new BigInteger(value.stringValue());
    }
    throw wrongType(at, "an integer");
  }

  private static String quote(String text) {
    int end =
        text.codePointCount(0, text.length()) <= QUOTED_MAX
            ? text.length()
            : text.offsetByCodePoints(0, QUOTED_MAX);
    return "'" + text.substring(0, end) + (end < text.length() ? "..." : "") + "'";
  }

  /// JSON can spell half a surrogate pair, which no UTF-8 can.
  private static boolean isUnicode(String text) {
    return text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
  }

  private static String checkLength(String text, int min, int max, Location at) {
    int length = text.codePointCount(0, text.length());
    checkCount(length, min, max, quote(text), at);
    return text;
  }

  private static void checkSize(int size, int min, int max, Location at) {
    checkCount(size, min, max, "of " + size + " elements", at);
  }

  private static void checkCount(int count, int min, int max, String value, Location at) {
    if (count < min) {
      throw at.violation(value, "Member must have length greater than or equal to " + min);
    }
    if (count > max) {
      throw at.violation(value, "Member must have length less than or equal to " + max);
    }
  }
}
