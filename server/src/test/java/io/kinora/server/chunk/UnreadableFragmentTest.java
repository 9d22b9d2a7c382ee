package io.kinora.server.chunk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.Mkv;
import io.kinora.server.StoreFront;
import io.kinora.server.TestServer;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentStore;
import io.kinora.store.StoredFragment;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The second of three fragments lies where the disk does not give it back.
class UnreadableFragmentTest {
  private static final long T = 1_700_000_000_000L;
  private static final Pattern NUMBER = Pattern.compile("\"FragmentNumber\":\"(\\d{47})\"");

  @TempDir private Path data;

  /// Which step of reading it fails: a method of [StoredFragment], or `open`.
  private volatile String broken = "";

  @ParameterizedTest
  @ValueSource(strings = {"open", "header", "leading"})
  void aListGoesOnBehindAnExceptionChunk(String step) throws Exception {
    try (var server = server()) {
      var numbers = put(server);
      broken = step;

      var answer =
          server.stream(
              "getMediaForFragmentList",
              "{\"StreamName\":\"cam\",\"Fragments\":[\"%s\"]}"
                  .formatted(String.join("\",\"", numbers)));

      var octets = latin(answer.body());
      assertThat(octets)
          .containsSubsequence(
              latin(Mkv.cluster(T, 1)),
              numbers.get(1),
              "AWS_KINESISVIDEO_EXCEPTION_ERROR_CODE",
              "5000",
              latin(Mkv.cluster(T + 2000, 1)))
          .doesNotContain(latin(Mkv.cluster(T + 1000, 1)));
      assertThat(octets.split(Pattern.quote(numbers.get(1)), -1)).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"open", "header", "leading"})
  void aStreamEndsWithAnErrorChunkFromBehindWhichAReaderGoesOn(String step) throws Exception {
    try (var server = server()) {
      var numbers = put(server);
      broken = step;

      var first = read(server, "{\"StartSelectorType\":\"EARLIEST\"}");

      assertThat(first)
          .containsSubsequence(
              latin(Mkv.cluster(T, 1)),
              numbers.get(1),
              "AWS_KINESISVIDEO_ERROR_CODE",
              "INTERNAL_ERROR",
              "AWS_KINESISVIDEO_ERROR_ID",
              "5000")
          .endsWith("5000");
      assertThat(
              read(
                  server,
                  "{\"StartSelectorType\":\"FRAGMENT_NUMBER\",\"AfterFragmentNumber\":\"%s\"}"
                      .formatted(numbers.get(1))))
          .contains(latin(Mkv.cluster(T + 2000, 1)));
    }
  }

  private TestServer server() throws Exception {
    var server = TestServer.start(data, Map.of("live.idle-timeout", "300ms"), Front::new);
    server.createStream("cam", 24);
    return server;
  }

  private static List<String> put(TestServer server) throws Exception {
    try (var producer = server.putMedia("cam")) {
      producer.sendChunk(
          Mkv.join(
              Mkv.header(1),
              Mkv.cluster(T, 1),
              Mkv.cluster(T + 1000, 1),
              Mkv.cluster(T + 2000, 1)));
      producer.send("0\r\n\r\n");
      assertThat(latin(producer.chunks())).doesNotContain("ERROR");
    }
    var listed = server.call("listFragments", "{\"StreamName\":\"cam\"}").body();
    return NUMBER.matcher(listed).results().map(match -> match.group(1)).toList();
  }

  private static String read(TestServer server, String selector) throws Exception {
    var answer =
        server.stream("getMedia", "{\"StreamName\":\"cam\",\"StartSelector\":" + selector + "}");
    assertThat(answer.statusCode()).isEqualTo(200);
    return latin(answer.body());
  }

  private static String latin(byte[] octets) {
    return new String(octets, ISO_8859_1);
  }

  /// Fails where it is told to.
  private final class Front extends StoreFront {
    Front(FragmentStore store) {
      super(store);
    }

    @Override
    public Optional<StoredFragment> open(FragmentMetadata fragment) throws IOException {
      if (fragment.producerTimeMs() != T + 1000) {
        return super.open(fragment);
      }
      check("open");
      return super.open(fragment).map(this::failing);
    }

    private StoredFragment failing(StoredFragment fragment) {
      return (StoredFragment)
          Proxy.newProxyInstance(
              StoredFragment.class.getClassLoader(),
              new Class<?>[] {StoredFragment.class},
              (_, method, arguments) -> {
                check(method.getName());
                try {
                  return method.invoke(fragment, arguments);
                } catch (InvocationTargetException failure) {
                  throw failure.getCause();
                }
              });
    }

    private void check(String step) throws IOException {
      if (step.equals(broken)) {
        throw new IOException("bad sector");
      }
    }
  }
}
