package io.kinora.server;

import io.kinora.server.config.Key;
import io.kinora.server.config.Profile;
import io.kinora.testkit.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The reference page of the settings is made from the keys themselves.
final class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../docs/reference/configuration.md");

  private static final String TEMPLATE =
      """
      # Configuration

      This page is generated from the keys in the code by `ConfigurationPageTest`; do not edit it.

      Every setting has one key. Where several sources give it, the later of this list holds:

      1. the default; some are others with `profile=aws`, which has the quotas and refusals of AWS
      2. the properties file named by `--config FILE` or `KINORA_CONFIG`: lines `ingest.memory=640MiB`
      3. the environment: `KINORA_INGEST_MEMORY=640MiB` (capitals; dots and dashes become underscores)
      4. the command line: `--ingest.memory=640MiB`

      A key, option or `KINORA_` variable that does not exist stops the start and is answered with the
      nearest one that does. So does a value that cannot be read or is out of its range.

      Sizes are written `256MiB`, `50MB` or as plain octets; durations `250ms`, `30s`, `5m`, `2h`, `7d`,
      `0` or in ISO 8601 (`PT1M30S`). Relative paths start at the working directory.

      Two variables are no keys: `KINORA_CONFIG` (above) and `KINORA_JAVA_OPTS`, further options of the
      Java machine for the start script. The variables that Kubernetes sets for a service called `kinora`
      (`KINORA_PORT`, `KINORA_SERVICE_HOST`, …) are ignored.

      `./kinora` gives the Java machine 672 MiB of heap (`-Xmx672m`) and 1 GiB outside the heap
      (`-XX:MaxDirectMemorySize=1g`). What may be in them together is added up at the start, which is
      refused when it does not fit, with options that would do:

      | Memory | Shared by |
      |---|---|
      | heap | `playback.memory`; `image.memory`; `image.cache`; a sixteenth of `ingest.memory`, for tables of frames; 16 KiB for each of `http.max-connections`, 21 with TLS, and 48 MiB for what they hold beyond that: unfinished heads, long bodies, what is sent ahead of an answer, stream headers of uploads, and answers that are not taken; 68 MiB for what is remembered of sessions, streams and headers; 48 MiB for work |
      | outside | `ingest.memory`; 159 MiB for buffers of connections, and 8 KiB for each of them, 36 with TLS |

      """;

  @Test
  void thePageShowsEveryKey() throws IOException {
    var sections = KinoraConfig.KEYS.stream().map(ConfigurationPageTest::group).distinct().toList();

    Golden.check(
        PAGE,
        sections.stream()
            .map(ConfigurationPageTest::section)
            .collect(Collectors.joining("\n", TEMPLATE, "")));
  }

  private static String section(String group) {
    List<Key<?>> keys = KinoraConfig.KEYS.stream().filter(key -> group(key).equals(group)).toList();
    String title = group.isEmpty() ? "Server" : "`" + group + "`";
    var head = Stream.of("## " + title, "", "| Key | Default | Meaning |", "|---|---|---|");
    return Stream.concat(head, keys.stream().map(ConfigurationPageTest::row))
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  private static String row(Key<?> key) {
    String fallback = key.fallback().isEmpty() ? "" : "`" + key.fallback() + "`";
    if (key.dependsOnProfile()) {
      fallback += "; `aws`: `%s`".formatted(key.fallback(Profile.AWS));
    }
    return "| `%s` | %s | %s |".formatted(key.name(), fallback, key.summary());
  }

  private static String group(Key<?> key) {
    int dot = key.name().indexOf('.');
    return dot < 0 ? "" : key.name().substring(0, dot);
  }
}
