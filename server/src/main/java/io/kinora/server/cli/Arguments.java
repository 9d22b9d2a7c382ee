package io.kinora.server.cli;

import io.kinora.server.config.ConfigException;
import io.kinora.server.config.Nearest;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The options that were given to a command. A value follows its option behind `=` or as the next
/// word.
///
/// @param values by the option's name; empty for one that takes none
/// @param help whether the help page was asked for, whatever else was
/// @param version whether the version was asked for
record Arguments(Map<String, String> values, boolean help, boolean version) {
  private static final List<String> HELP = List.of("-h", "--help");
  private static final List<String> VERSION = List.of("-V", "--version");

  static final List<Option> COMMON =
      List.of(
          Option.flag("-h, --help", "Prints this page."),
          Option.flag("-V, --version", "Prints the versions of Kinora and of the Java machine."));

  /// @throws ConfigException on a word that says nothing to this command
  static Arguments parse(List<Option> options, List<String> words) {
    var values = new HashMap<String, String>();
    var rest = new ArrayDeque<>(words);
    boolean help = false;
    boolean version = false;
    while (!rest.isEmpty()) {
      var word = rest.remove();
      int equals = word.indexOf('=');
      var name = equals < 0 ? word : word.substring(0, equals);
      if (HELP.contains(word)) {
        help = true;
      } else if (VERSION.contains(word)) {
        version = true;
      } else {
        var option = find(options, name);
        var value = equals < 0 ? Optional.<String>empty() : Optional.of(word.substring(equals + 1));
        if (values.put(name, option.takesValue() ? value(name, value, rest) : flag(name, value))
            != null) {
          throw new ConfigException(name + " is given twice");
        }
      }
    }
    return new Arguments(Map.copyOf(values), help, version);
  }

  Optional<String> value(String option) {
    return Optional.ofNullable(values.get(option));
  }

  boolean has(String option) {
    return values.containsKey(option);
  }

  /// What is wrong with a word that is neither an option nor anything else.
  static ConfigException unknown(String name, Collection<String> known) {
    return new ConfigException("unknown argument " + name + Nearest.hint(name, known));
  }

  private static Option find(List<Option> options, String name) {
    return options.stream()
        .filter(option -> option.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                unknown(
                    name,
                    Stream.concat(
                            options.stream().map(Option::name),
                            Stream.concat(HELP.stream(), VERSION.stream()))
                        .toList()));
  }

  private static String value(String name, Optional<String> given, ArrayDeque<String> rest) {
    return given
        .or(() -> Optional.ofNullable(rest.poll()))
        .orElseThrow(() -> new ConfigException(name + " needs a value"));
  }

  private static String flag(String name, Optional<String> given) {
    if (given.isPresent()) {
      throw new ConfigException(name + " takes no value");
    }
    return "";
  }
}
