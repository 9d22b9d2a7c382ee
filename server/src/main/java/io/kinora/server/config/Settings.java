package io.kinora.server.config;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The texts of all settings, the strongest source of each already chosen. Immutable.
public final class Settings {
  private final Map<String, Given> given;

  private Settings(Map<String, Given> given) {
    this.given = Map.copyOf(given);
  }

  /// A text and where it came from.
  private record Given(String text, String origin) {}

  /// No setting at all: every value is the default.
  public static Settings none() {
    return new Settings(Map.of());
  }

  /// These settings with those of a stronger source on top.
  ///
  /// @param origin the source as messages name it, for example `the command line`
  /// @param texts by key name
  /// @param known every key there is
  /// @throws ConfigException on a name that is no key
  public Settings with(String origin, Map<String, String> texts, Collection<Key<?>> known) {
    var names = known.stream().map(Key::name).toList();
    var merged = new HashMap<>(given);
    texts.forEach(
        (name, text) -> {
          if (!names.contains(name)) {
            throw new ConfigException(
                "unknown key %s in %s%s".formatted(name, origin, Nearest.hint(name, names)));
          }
          merged.put(name, new Given(text.strip(), origin));
        });
    return new Settings(merged);
  }

  /// The value of a setting that has a default.
  ///
  /// @throws ConfigException if the text cannot be read
  public <T> T get(Key<T> key) {
    return read(key, new Given(key.fallback(profile()), "the default"));
  }

  /// The profile whose defaults hold.
  public Profile profile() {
    return read(Profile.KEY, new Given(Profile.KEY.fallback(), "the default"));
  }

  private <T> T read(Key<T> key, Given fallback) {
    var text = given.getOrDefault(key.name(), fallback);
    try {
      return key.parser().apply(text.text());
    } catch (IllegalArgumentException unreadable) {
      throw new ConfigException(
          "%s is \"%s\" in %s, but must be %s"
              .formatted(key.name(), text.text(), text.origin(), key.form()));
    }
  }

  /// The value of an optional setting.
  ///
  /// @throws ConfigException if there is a text that cannot be read
  public <T> Optional<T> find(Key<T> key) {
    return given.containsKey(key.name()) ? Optional.of(get(key)) : Optional.empty();
  }
}
