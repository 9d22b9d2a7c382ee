package io.kinora.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import io.kinora.server.api.MemoryCatalog;
import io.kinora.server.api.Operation;
import io.kinora.server.api.PageTokens;
import io.kinora.server.api.Plane;
import io.kinora.server.control.ControlPlane;
import io.kinora.server.control.StreamLifecycle;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The reference page of the operations says what the code does.
final class ApiCoverageTest {
  private static final Path PAGE = Path.of("../docs/reference/api-coverage.md");
  private static final Pattern ROW = Pattern.compile("\\| (\\w+) \\| (built|not built) \\|.*");

  @Test
  void thePageHasOneRowForEachOperation() throws IOException {
    assertThat(rows().keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Action.values()).map(Action::wireName).toList());
  }

  @Test
  void thePageSaysWhatIsBuiltOfTheControlPlane() throws IOException {
    var built = controlPlane().stream().map(Operation::action).toList();

    for (var row : rows().entrySet()) {
      var action =
          Arrays.stream(Action.values())
              .filter(each -> each.wireName().equals(row.getKey()))
              .findFirst()
              .orElseThrow();
      if (action.plane() == Plane.CONTROL) {
        assertThat(row.getValue())
            .as(row.getKey())
            .isEqualTo(built.contains(action) ? "built" : "not built");
      }
    }
  }

  private static Map<String, String> rows() throws IOException {
    return Files.readAllLines(PAGE).stream()
        .map(ROW::matcher)
        .filter(row -> row.matches())
        .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));
  }

  private static List<Operation<?>> controlPlane() {
    var clock = InstantSource.system();
    return ControlPlane.operations(
        new MemoryCatalog(clock), new PageTokens(new byte[32], clock), new Ignores());
  }

  private static final class Ignores implements StreamLifecycle {
    @Override
    public void streamUpdated(StreamRecord stream) {}

    @Override
    public void streamDeleted(StreamRecord stream) {}
  }
}
