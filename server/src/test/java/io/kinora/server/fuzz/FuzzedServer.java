package io.kinora.server.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinora.server.Mkv;
import io.kinora.server.RawConnection;
import io.kinora.server.TestServer;
import io.kinora.testkit.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A whole server with a recording of stream `cam`, and one connection that is opened anew when the
/// server closes it. Lives as long as its process. For one thread.
final class FuzzedServer {
  /// What the producer's clock says when the recording begins, in seconds.
  static final long START = 1_700_000_000L;

  private static final int FRAGMENTS = 4;
  private static final byte[] AVCC =
      HexFormat.of()
          .parseHex("014d401fffe10017674d401fda014016ec0440000003004000000f03c60ca801000468ef3c80");
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
  private static final Pattern PERSISTED =
      Pattern.compile("\"PERSISTED\"[^}]*\"FragmentNumber\":\"(\\d+)\"");

  /// What an input says in place of the number of a fragment of the recording, which is another
  /// one in each process.
  private static final Pattern PLACEHOLDER = Pattern.compile("@(\\d)");

  /// An answer, its body without the framing.
  record Answer(int status, String head, String body) {}

  private final TestServer server;
  private final List<String> fragments;
  private RawConnection connection;

  private FuzzedServer(TestServer server, List<String> fragments) throws IOException {
    this.server = server;
    this.fragments = fragments;
    this.connection = server.connect();
  }

  static FuzzedServer start() {
    try {
      var target = Files.createDirectories(Path.of("target/fuzz"));
      var data = Files.createTempDirectory(target, "data");
      var server = TestServer.start(data, Map.of("http.max-body-size", "64KiB"));
      server.createStream("cam", 24);
      return new FuzzedServer(server, record(server));
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static List<String> record(TestServer server) throws Exception {
    var video = Mkv.track(1, 1, "V_MPEG4/ISO/AVC", AVCC);
    var audio = Mkv.track(2, 2, "A_AAC", HexFormat.of().parseHex("1188"));
    try (var producer = server.putMedia("cam")) {
      producer.sendChunk(Mkv.headerOf(video, audio));
      for (int i = 0; i < FRAGMENTS; i++) {
        producer.sendChunk(
            Mkv.clusterOf(
                START * 1000 + 2000L * i,
                Mkv.frame(1, 0, true, HexFormat.of().parseHex("00000003650101")),
                Mkv.frame(2, 0, true, HexFormat.of().parseHex("2101"))));
      }
      producer.send("0\r\n\r\n");
      String acks = new String(producer.chunks(), UTF_8);
      var numbers = PERSISTED.matcher(acks).results().map(each -> each.group(1)).toList();
      Check.that(numbers.size() == FRAGMENTS, acks);
      return numbers;
    }
  }

  /// A text of an input, with the numbers of the recording for `@0` to `@9`.
  String fill(String text) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(place -> fragments.get(Integer.parseInt(place.group(1)) % fragments.size()));
  }

  /// Sends a request and reads its answer. Fails unless that is one, or a refusal that ends the
  /// connection, and whose fault it is is the client's.
  ///
  /// @param head without its length and its end
  Answer ask(String head, byte[] body) {
    try {
      connection.send(head + "Content-Length: " + body.length + "\r\n\r\n");
      connection.send(body);
      String answer = connection.head();
      var line = STATUS.matcher(answer);
      Check.that(line.lookingAt(), answer);
      int status = Integer.parseInt(line.group(1));
      Check.that(status < 500, answer);
      boolean closes = answer.contains("onnection: close");
      String content = "";
      if (answer.contains("ransfer-Encoding: chunked")) {
        content = new String(connection.chunks(), ISO_8859_1);
      } else if (!closes) {
        content = connection.body(answer);
      }
      if (closes) {
        connection.close();
        connection = server.connect();
      }
      return new Answer(status, answer, content);
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  /// The URL of an on-demand session of the recording, without its scheme and authority.
  String session(String operation, String selector, String more) {
    try {
      var answer =
          server.call(
              operation,
              """
              {"StreamName":"cam","PlaybackMode":"ON_DEMAND","Expires":43200,"%s":\
              {"FragmentSelectorType":"PRODUCER_TIMESTAMP","TimestampRange":\
              {"StartTimestamp":%d,"EndTimestamp":%d}}%s}"""
                  .formatted(selector, START, START + 3600, more));
      Check.that(answer.statusCode() == 200, answer.body());
      return answer.body().replaceAll(".*\"http://[^/]*(/[^\"]*)\".*", "$1");
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }
}
