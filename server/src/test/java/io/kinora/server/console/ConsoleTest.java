package io.kinora.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.TestServer;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConsoleTest {
  private static final Path SOURCES = Path.of("src/main/resources/io/kinora/server/console");

  private static TestServer server;
  private static HttpClient client;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = TestServer.start(data);
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @Test
  void thePageAllowsItselfNothingFromElsewhereAndNothingInline() throws Exception {
    var page = get("/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
        .contains("frame-ancestors 'none'")
        .doesNotContain("unsafe", "http");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(text(page)).doesNotContain("style=", "onclick", "<style", "//");
  }

  @Test
  void everyFileOfThePageIsServedAsWhatItIs() throws Exception {
    try (var files = Files.walk(SOURCES)) {
      var names =
          files
              .filter(Files::isRegularFile)
              .map(file -> SOURCES.relativize(file).toString())
              .collect(Collectors.toSet());
      assertThat(StaticFile.NAMES).containsExactlyInAnyOrderElementsOf(names);
    }
    for (var name : StaticFile.NAMES) {
      var file = get("/console/" + name);
      assertThat(file.statusCode()).as(name).isEqualTo(200);
      assertThat(file.body()).as(name).isEqualTo(Files.readAllBytes(SOURCES.resolve(name)));
    }
  }

  @Test
  void noModuleImportsWhatIsNotServed() throws Exception {
    var imports = Pattern.compile("(?:from|import\\() ?\"\\./([^\"]+)\"");
    for (var name : StaticFile.NAMES) {
      if (name.endsWith(".js")) {
        var found = imports.matcher(Files.readString(SOURCES.resolve(name)));
        assertThat(found.results().map(each -> each.group(1)))
            .as(name)
            .allMatch(StaticFile.NAMES::contains);
      }
    }
  }

  @Test
  void whoeverHasTheFileIsToldSo() throws Exception {
    var tag = get("/console/main.js").headers().firstValue("ETag").orElseThrow();

    var again = get("/console/main.js", "If-None-Match", "\"other\", W/" + tag);

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers().firstValue("ETag")).contains(tag);
  }

  @Test
  void filesAreCompressedForWhoeverTakesIt() throws Exception {
    var plain = get("/console/vendor/hls.mjs");
    var packed = get("/console/vendor/hls.mjs", "Accept-Encoding", "br, gzip;q=0.8");
    var refused = get("/console/vendor/hls.mjs", "Accept-Encoding", "gzip;q=0");

    assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(packed.body().length).isLessThan(plain.body().length / 2);
    try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertThat(unpacked.readAllBytes()).isEqualTo(plain.body());
    }
    assertThat(refused.headers().firstValue("Content-Encoding")).isEmpty();
  }

  @Test
  void nothingElseOfTheClassPathIsServed() throws Exception {
    for (var path :
        new String[] {
          "/console/", "/console/Console.class", "/console/../Pages.class", "/console", "/main.js"
        }) {
      try (var connection = server.connect()) {
        connection.send("GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        assertThat(connection.head()).as(path).startsWith("HTTP/1.1 404");
      }
    }
  }

  private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    var request = HttpRequest.newBuilder(server.url().resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), java.nio.charset.StandardCharsets.UTF_8);
  }
}
