package io.kinora.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/// One setting. The same name is used in the properties file (`ingest.memory=640MiB`), on the
/// command line (`--ingest.memory=640MiB`) and, in capitals with underscores, in the environment
/// (`KINORA_INGEST_MEMORY=640MiB`).
///
/// @param name lower case, words joined by dashes, groups by dots
/// @param fallback the text that holds when no source gives one; empty if the setting is optional
/// @param awsFallback the same with `profile=aws`
/// @param form what a value looks like, for the message about one that does not
/// @param summary one sentence for the help and the reference page
/// @param parser reads a value; throws [IllegalArgumentException] on one it cannot read
public record Key<T>(
    String name,
    String fallback,
    String awsFallback,
    String form,
    String summary,
    Function<String, T> parser) {
  static final String ENVIRONMENT_PREFIX = "KINORA_";

  /// A setting whose default is the same in all profiles.
  public Key(
      String name, String fallback, String form, String summary, Function<String, T> parser) {
    this(name, fallback, fallback, form, summary, parser);
  }

  /// The same setting with another default in the profile `aws`.
  public Key<T> inAws(String text) {
    return new Key<>(name, fallback, text, form, summary, parser);
  }

  /// The text that holds when no source gives one.
  public String fallback(Profile profile) {
    return switch (profile) {
      case OPEN -> fallback;
      case AWS -> awsFallback;
    };
  }

  /// Whether the default depends on the profile.
  public boolean dependsOnProfile() {
    return !fallback.equals(awsFallback);
  }

  /// The name of the environment variable.
  public String variable() {
    return ENVIRONMENT_PREFIX + name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /// The name of the command line option.
  public String option() {
    return "--" + name;
  }

  public static Key<String> text(String name, String fallback, String form, String summary) {
    return new Key<>(name, fallback, form, summary, Key::notBlank);
  }

  public static Key<ByteSize> size(String name, String fallback, String summary) {
    return new Key<>(name, fallback, "a size such as 256MiB", summary, ByteSize::parse);
  }

  public static Key<Duration> duration(String name, String fallback, String summary) {
    return new Key<>(
        name, fallback, "a duration such as 250ms, 30s or 5m", summary, Durations::parse);
  }

  public static Key<Integer> count(String name, String fallback, String summary) {
    return new Key<>(name, fallback, "a whole number", summary, Integer::parseInt);
  }

  public static Key<Path> path(String name, String fallback, String summary) {
    return new Key<>(name, fallback, "a path", summary, text -> Path.of(notBlank(text)));
  }

  public static Key<Boolean> flag(String name, boolean fallback, String summary) {
    return new Key<>(
        name,
        String.valueOf(fallback),
        "true or false",
        summary,
        text -> pick(text, List.of(true, false)));
  }

  /// A choice among the constants of an enum, written in lower case.
  public static <E extends Enum<E>> Key<E> choice(String name, E fallback, String summary) {
    var constants = Arrays.asList(fallback.getDeclaringClass().getEnumConstants());
    String form = constants.stream().map(Key::word).collect(Collectors.joining(" or "));
    return new Key<>(name, word(fallback), form, summary, text -> pick(text, constants));
  }

  /// Whether something that AWS refuses is accepted: yes, but for the profile `aws`.
  ///
  /// @param what the beginning of a sentence that ends with the choices
  public static Key<Leniency> leniency(String name, String what) {
    return choice(name, Leniency.ACCEPT, what + ": `accept` or `refuse`.")
        .inAws(word(Leniency.REFUSE));
  }

  /// A comma-separated list, blanks around the entries cut off.
  public static Key<List<String>> list(String name, String fallback, String form, String summary) {
    return new Key<>(
        name,
        fallback,
        form,
        summary,
        text -> Arrays.stream(text.split(",", -1)).map(String::strip).map(Key::notBlank).toList());
  }

  private static <V> V pick(String text, List<V> values) {
    return values.stream()
        .filter(value -> word(value).equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such choice: " + text));
  }

  private static String word(Object value) {
    return value.toString().toLowerCase(Locale.ROOT);
  }

  private static String notBlank(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("empty");
    }
    return text;
  }
}
