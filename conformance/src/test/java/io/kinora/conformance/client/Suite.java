package io.kinora.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinora.conformance.process.Command;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// A program in a client's own language whose functions are tests: for each it prints a line of
/// JSON, `name` and `error`.
public final class Suite {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Suite() {}

  /// Where a script lies that the tests bring along.
  public static String script(String resource) {
    try {
      return Path.of(Objects.requireNonNull(Suite.class.getResource(resource), resource).toURI())
          .toString();
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// A script for Node with the packages of the lock file.
  public static Command node(String resource, String... arguments) {
    var all = Stream.concat(Stream.of("node", script(resource)), Stream.of(arguments));
    var packages = Path.of(System.getProperty("kinora.npm", "target/npm"), "node_modules");
    return Command.of(all.toArray(String[]::new))
        .with("NODE_PATH", packages.toAbsolutePath().toString());
  }

  /// Runs it; its functions become tests.
  public static Stream<DynamicTest> run(Command program) {
    return program.succeed().text().lines().map(Suite::asTest);
  }

  private static DynamicTest asTest(String line) {
    var outcome = parse(line);
    return DynamicTest.dynamicTest(
        outcome.get("name").asText(),
        () -> assertThat(outcome.get("error").isNull()).as(outcome.get("error").asText()).isTrue());
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException notJson) {
      throw new AssertionError("not a result: " + line, notJson);
    }
  }
}
