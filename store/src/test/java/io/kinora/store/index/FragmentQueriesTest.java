package io.kinora.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.store.log.Threads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every query is one range of one order of the table, whatever the planner thinks of the data.
final class FragmentQueriesTest {
  @TempDir Path directory;

  @Test
  void noQueryReadsTheWholeTableOrSortsAPage() throws IOException {
    try (var database =
        SqlDatabase.openSqlite(
            directory.resolve("index.db"), UUID.randomUUID(), 1, Threads.PLATFORM)) {
      var queries = new FragmentQueries(database.dialect());
      for (var query : queries.texts()) {
        var plan = database.read(session -> plan(session, query));

        assertThat(plan).as(query).anyMatch(step -> step.startsWith("SEARCH fragment USING"));
        assertThat(plan).as(query).noneMatch(step -> step.startsWith("SCAN fragment"));
        if (!query.equals(queries.containing())) {
          assertThat(plan).as(query).noneMatch(step -> step.contains("TEMP B-TREE"));
        }
      }
    }
  }

  private static List<String> plan(Session session, String query) throws java.sql.SQLException {
    var arguments = Collections.nCopies((int) query.chars().filter(c -> c == '?').count(), 1L);
    return session.all(
        "EXPLAIN QUERY PLAN " + query, row -> row.getString("detail"), arguments.toArray());
  }
}
