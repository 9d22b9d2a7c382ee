package io.kinora.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Where settings come from, the weakest first: the properties file, the environment, the command
/// line. Names that are no key stop the start wherever they stand: a misspelt limit would otherwise
/// be no limit.
///
/// @param file the properties file; empty for none
/// @param environment all variables; those that begin with `KINORA_` must be keys
/// @param options the command line's, by key name
public record Sources(
    Optional<Path> file, Map<String, String> environment, Map<String, String> options) {
  /// Names the properties file, as `--config` does.
  public static final String CONFIG_VARIABLE = "KINORA_CONFIG";

  /// Further options of the Java machine; read by the start script.
  public static final String JAVA_OPTIONS_VARIABLE = "KINORA_JAVA_OPTS";

  private static final Set<String> OTHER_VARIABLES = Set.of(CONFIG_VARIABLE, JAVA_OPTIONS_VARIABLE);

  /// What Kubernetes puts into every pod beside a service that is called `kinora`.
  private static final Pattern SERVICE_LINK =
      Pattern.compile("KINORA_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_.*)?)");

  /// Gathers the texts of all sources.
  ///
  /// @param known every key there is
  /// @throws ConfigException on a file that cannot be read and on names that are no key
  public Settings read(Collection<Key<?>> known) {
    var settings = Settings.none();
    if (file.isPresent()) {
      settings = settings.with(file.get().toString(), readFile(file.get()), known);
    }
    return settings
        .with("the environment", readEnvironment(known), known)
        .with("the command line", options, known);
  }

  private Map<String, String> readEnvironment(Collection<Key<?>> known) {
    var names = known.stream().collect(Collectors.toMap(Key::variable, Key::name));
    var texts = new HashMap<String, String>();
    new TreeMap<>(environment)
        .tailMap(Key.ENVIRONMENT_PREFIX)
        .forEach(
            (variable, text) -> {
              var name = names.get(variable);
              if (name != null) {
                texts.put(name, text);
              } else if (foreign(variable)) {
                throw unknownVariable(variable, names.keySet());
              }
            });
    return texts;
  }

  private static boolean foreign(String variable) {
    return variable.startsWith(Key.ENVIRONMENT_PREFIX)
        && !OTHER_VARIABLES.contains(variable)
        && !SERVICE_LINK.matcher(variable).matches();
  }

  private static ConfigException unknownVariable(String variable, Set<String> names) {
    var all = new HashSet<>(names);
    all.addAll(OTHER_VARIABLES);
    return new ConfigException(
        "unknown environment variable " + variable + Nearest.hint(variable, all));
  }

  private static Map<String, String> readFile(Path file) {
    var lines = new OnceProperties();
    try (var reader = Files.newBufferedReader(file)) {
      lines.load(reader);
    } catch (IOException unreadable) {
      throw new ConfigException("cannot read the configuration file " + unreadable.getMessage());
    } catch (IllegalArgumentException malformed) {
      throw new ConfigException(file + ": " + malformed.getMessage());
    }
    return lines.stringPropertyNames().stream()
        .collect(Collectors.toMap(name -> name, name -> lines.getProperty(name)));
  }

  /// Refuses a key that stands twice, where [Properties] would keep the last.
  private static final class OnceProperties extends Properties {
    private static final long serialVersionUID = 1L;

    @Override
    public synchronized Object put(Object key, Object value) {
      if (containsKey(key)) {
        throw new IllegalArgumentException(key + " stands there twice");
      }
      return super.put(key, value);
    }
  }
}
