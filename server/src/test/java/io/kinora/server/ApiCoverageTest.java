package io.kinora.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The reference page of the operations says what the server does.
final class ApiCoverageTest {
  private static final Path PAGE = Path.of("../docs/reference/api-coverage.md");
  private static final Pattern ROW = Pattern.compile("\\| (\\w+) \\| (built|not built) \\|.*");

  @TempDir Path data;

  @Test
  void thePageHasOneRowForEachOperationAndItIsTrue() throws Exception {
    var answered = new TreeMap<String, String>();
    try (var server = TestServer.start(data)) {
      for (var action : Action.values()) {
        String answer = server.call(action.path().substring(1), "{}").body();
        boolean refused = answer.contains(action.wireName() + " is not supported by Kinora yet.");
        answered.put(action.wireName(), refused ? "not built" : "built");
      }
    }

    assertThat(rows()).isEqualTo(answered);
  }

  private static Map<String, String> rows() throws IOException {
    var rows = new TreeMap<String, String>();
    for (String line : Files.readAllLines(PAGE)) {
      var row = ROW.matcher(line);
      if (row.matches()) {
        assertThat(rows.put(row.group(1), row.group(2))).as(row.group(1)).isNull();
      }
    }
    return rows;
  }
}
