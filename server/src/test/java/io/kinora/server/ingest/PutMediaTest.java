package io.kinora.server.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.kinora.server.Mkv;
import io.kinora.server.RawConnection;
import io.kinora.server.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/// PutMedia over real sockets: what producers see of it.
class PutMediaTest {
  private static final long T = 1_700_000_000_000L;
  private static final Pattern NUMBER = Pattern.compile("\"FragmentNumber\":\"(\\d{47})\"");

  @TempDir private Path data;

  @Test
  void aFragmentIsBufferedReceivedAndPersistedWhileTheBodyIsOpen() throws Exception {
    try (var server = server();
        var producer = server.putMedia("cam")) {
      producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T, 3)));
      assertEvent(producer.textChunk(), "BUFFERING", T);
      producer.sendChunk(Mkv.endOfFragment());
      assertEvent(producer.textChunk(), "RECEIVED", T);
      assertEvent(producer.textChunk(), "PERSISTED", T);
      producer.send("0\r\n\r\n");
      assertThat(producer.rest()).isEqualTo("0\r\n\r\n");
    }
  }

  @Test
  void theNextClusterCompletesTheFragmentBeforeIt() throws Exception {
    try (var server = server();
        var producer = server.putMedia("cam")) {
      producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T, 3)));
      assertEvent(producer.textChunk(), "BUFFERING", T);
      producer.sendChunk(Mkv.cluster(T + 2000, 3));
      assertEvent(producer.textChunk(), "RECEIVED", T);
      var two = List.of(producer.textChunk(), producer.textChunk());
      assertThat(two).anyMatch(ack -> ack.contains("BUFFERING"));
      assertThat(two).anyMatch(ack -> ack.contains("PERSISTED"));
      producer.send("0\r\n\r\n");
      assertEvent(producer.textChunk(), "RECEIVED", T + 2000);
      assertEvent(producer.textChunk(), "PERSISTED", T + 2000);
      assertThat(producer.chunk()).isEmpty();
    }
  }

  @Test
  void aWholeClusterIsPersistedAfterAMomentOfQuiet() throws Exception {
    try (var server = server();
        var producer = server.putMedia("cam")) {
      producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.knownCluster(T, 3)));
      assertEvent(producer.textChunk(), "BUFFERING", T);
      assertEvent(producer.textChunk(), "RECEIVED", T);
      assertEvent(producer.textChunk(), "PERSISTED", T);
    }
  }

  @Test
  void octetsMayArriveOneByOne() throws Exception {
    try (var server = server();
        var producer = server.putMedia("cam")) {
      for (byte octet : Mkv.join(Mkv.header(2), Mkv.cluster(T, 1), Mkv.endOfFragment())) {
        producer.sendChunk(new byte[] {octet});
      }
      assertEvent(producer.textChunk(), "BUFFERING", T);
      assertEvent(producer.textChunk(), "RECEIVED", T);
      assertEvent(producer.textChunk(), "PERSISTED", T);
    }
  }

  @Test
  void anEmptyBodyIsAnsweredByAnEmptyBody() throws Exception {
    try (var server = server();
        var producer = server.putMedia("cam")) {
      producer.send("0\r\n\r\n");
      assertThat(producer.rest()).isEqualTo("0\r\n\r\n");
    }
  }

  @Test
  void silenceIsAnsweredByIdleAndEndsTheSessionWithItsFragmentPersisted() throws Exception {
    var fast = Map.of("ingest.idle-ack-interval", "50ms", "ingest.idle-timeout", "300ms");
    try (var server = server(fast);
        var producer = server.putMedia("cam")) {
      producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T, 3)));
      assertEvent(producer.textChunk(), "BUFFERING", T);
      var acks = new ArrayList<String>();
      for (var ack = producer.textChunk(); !ack.isEmpty(); ack = producer.textChunk()) {
        acks.add(ack);
      }
      assertThat(acks).contains("{\"EventType\":\"IDLE\"}\n");
      assertEvent(acks.get(acks.size() - 2), "RECEIVED", T);
      assertEvent(acks.getLast(), "PERSISTED", T);
    }
  }

  @Test
  void aConnectionLostInsideAFragmentLeavesOnlyWhatWasComplete() throws Exception {
    try (var server = server()) {
      try (var producer = server.putMedia("cam")) {
        producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T, 3), Mkv.cluster(T + 2000, 3)));
        for (var ack = producer.textChunk(); !ack.contains("PERSISTED"); ) {
          ack = producer.textChunk();
        }
      }
      try (var producer = server.putMedia("cam")) {
        producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T + 9000, 3), Mkv.endOfFragment()));
        for (var ack = producer.textChunk(); !ack.contains("PERSISTED"); ) {
          ack = producer.textChunk();
        }
      }
      assertThat(listed(server)).hasSize(2);
    }
  }

  @Test
  void numbersRiseOverSessionsAndRestarts() throws Exception {
    var numbers = new ArrayList<String>();
    for (int run = 0; run < 2; run++) {
      try (var server = run == 0 ? server() : TestServer.start(data)) {
        for (int session = 0; session < 2; session++) {
          try (var producer = server.putMedia("cam")) {
            producer.sendChunk(
                Mkv.join(Mkv.header(1), Mkv.cluster(T, 1), Mkv.cluster(T + 1000, 1)));
            numbers.add(number(producer.textChunk()));
            producer.send("0\r\n\r\n");
            producer.rest();
          }
        }
      }
    }
    assertThat(numbers).isSorted().doesNotHaveDuplicates();
    try (var server = TestServer.start(data)) {
      assertThat(listed(server)).hasSize(8).isSorted();
    }
  }

  @Test
  void overlappingSessionsShareOneOrder() throws Exception {
    try (var server = server();
        var first = server.putMedia("cam");
        var second = server.putMedia("cam")) {
      first.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T, 1)));
      var a = number(first.textChunk());
      second.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T, 1)));
      var b = number(second.textChunk());
      first.sendChunk(Mkv.join(Mkv.endOfFragment(), Mkv.cluster(T + 1000, 1)));
      first.textChunk();
      var c = number(first.textChunk());
      assertThat(List.of(a, b, c)).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void withoutRetentionNothingIsPersisted() throws Exception {
    try (var server = TestServer.start(data)) {
      server.createStream("cam", 0);
      try (var producer = server.putMedia("cam")) {
        producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T, 3), Mkv.endOfFragment()));
        assertEvent(producer.textChunk(), "BUFFERING", T);
        assertEvent(producer.textChunk(), "RECEIVED", T);
        producer.send("0\r\n\r\n");
        assertThat(producer.rest()).isEqualTo("0\r\n\r\n");
      }
      assertThat(listed(server)).isEmpty();
    }
  }

  @Test
  void deletingTheStreamEndsItsSessions() throws Exception {
    try (var server = TestServer.start(data)) {
      var arn = server.createStream("cam", 24);
      try (var producer = server.putMedia("cam")) {
        producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T, 3)));
        producer.textChunk();
        assertThat(server.call("deleteStream", "{\"StreamARN\":\"" + arn + "\"}").statusCode())
            .isEqualTo(200);
        assertThat(producer.textChunk())
            .contains("\"ErrorCode\":\"STREAM_NOT_ACTIVE\",\"ErrorId\":4008");
        assertThat(producer.chunk()).isEmpty();
      }
    }
  }

  @Test
  void stoppingTheServerTellsProducersToGoOnElsewhere() throws Exception {
    try (var producer = aSessionOfAServerThatStops()) {
      assertThat(producer.textChunk())
          .contains("\"ErrorCode\":\"MAX_CONNECTION_DURATION_REACHED\",\"ErrorId\":4003");
      assertThat(producer.rest()).isEqualTo("0\r\n\r\n");
    }
  }

  private RawConnection aSessionOfAServerThatStops() throws Exception {
    try (var server = server()) {
      var producer = server.putMedia("cam");
      producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T, 3)));
      producer.textChunk();
      return producer;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "WRONG_FIRST_OCTETS, INVALID_MKV_DATA, 4006",
    "CUT_INSIDE_A_BLOCK, INVALID_MKV_DATA, 4006",
    "HUGE_ELEMENT, INVALID_MKV_DATA, 4006",
    "TIMECODE_REPEATED, FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS, 4004",
    "FRAME_BEFORE_THE_LAST_FRAGMENT, FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS, 4004",
    "FRAME_TOO_LATE, MAX_FRAGMENT_DURATION_REACHED, 4002",
    "FRAME_TOO_EARLY, MAX_FRAGMENT_DURATION_REACHED, 4002",
    "FRAME_OF_ANOTHER_CENTURY, MAX_FRAGMENT_DURATION_REACHED, 4002",
    "TOO_MANY_FRAMES, MAX_FRAGMENT_SIZE_REACHED, 4001",
    "FRAGMENT_TOO_LARGE, MAX_FRAGMENT_SIZE_REACHED, 4001",
    "TIME_OVERFLOW, INVALID_PRODUCER_TIMESTAMP, 4007",
    "UNKNOWN_TRACK, TRACK_NUMBER_MISMATCH, 4010",
    "FOUR_TRACKS, MORE_THAN_ALLOWED_TRACKS_FOUND, 4012",
    "ELEVEN_TAGS, FRAGMENT_METADATA_LIMIT_REACHED, 4009",
    "LONG_TAG, FRAGMENT_METADATA_LIMIT_REACHED, 4009",
  })
  void badInputEndsTheSessionWithItsError(BadInput input, String code, int id) throws Exception {
    try (var server = server(Map.of("ingest.max-fragment-size", "100KiB"));
        var producer = server.putMedia("cam")) {
      producer.sendChunk(input.octets);
      producer.send("0\r\n\r\n");
      var last = "";
      for (var ack = producer.textChunk(); !ack.isEmpty(); ack = producer.textChunk()) {
        last = ack;
      }
      assertThat(last)
          .startsWith("{\"EventType\":\"ERROR\"")
          .endsWith(",\"ErrorCode\":\"" + code + "\",\"ErrorId\":" + id + "}\n");
      assertThat(producer.isAtEnd()).isTrue();
      assertThat(listed(server)).hasSizeLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TIMECODE_REPEATED, 4004",
    "FRAME_BEFORE_THE_LAST_FRAGMENT, 4004",
    "FRAME_TOO_LATE, 4002",
    "TIME_OVERFLOW, 4007",
    "UNKNOWN_TRACK, 4010",
  })
  void whatFollowsBadInputInTheSameReadIsNotLookedAt(BadInput input, int id) throws Exception {
    try (var server = server();
        var producer = server.putMedia("cam")) {
      producer.sendChunk(
          Mkv.join(
              Mkv.header(1),
              Mkv.cluster(T - 1000, 1),
              Mkv.endOfFragment(),
              input.octets,
              Mkv.cluster(T + 60_000, 1),
              Mkv.endOfFragment()));
      var acks = new String(producer.chunks(), US_ASCII);
      assertThat(acks).contains("\"PERSISTED\",\"FragmentTimecode\":" + (T - 1000));
      assertThat(acks.lines().toList().getLast()).contains("\"ErrorId\":" + id);
      assertThat(acks).doesNotContain(Long.toString(T + 60_000));
    }
  }

  enum BadInput {
    WRONG_FIRST_OCTETS("hello, this is no video".getBytes(UTF_8)),
    CUT_INSIDE_A_BLOCK(Arrays.copyOf(Mkv.join(Mkv.header(1), Mkv.cluster(T, 3)), 600)),
    HUGE_ELEMENT(
        Mkv.join(
            Mkv.header(1),
            new byte[] {0x10, 0x43, (byte) 0xA7, 0x70, 1, -1, -1, -1, -1, -1, -1, -2})),
    TIMECODE_REPEATED(Mkv.join(Mkv.header(1), Mkv.cluster(T, 1), Mkv.cluster(T, 1))),
    FRAME_BEFORE_THE_LAST_FRAGMENT(
        Mkv.join(
            Mkv.header(1),
            Mkv.cluster(T, 1),
            Mkv.cluster(T + 100, 1),
            Mkv.simpleBlock(1, -101, false, 10))),
    FRAME_TOO_LATE(
        Mkv.join(Mkv.header(1), Mkv.cluster(T, 1), Mkv.simpleBlock(1, 20_001, false, 10))),
    FRAME_TOO_EARLY(
        Mkv.join(Mkv.header(1), Mkv.cluster(T, 1), Mkv.simpleBlock(1, -20_001, false, 10))),
    FRAME_OF_ANOTHER_CENTURY(
        Mkv.join(
            Mkv.headerIn(1L << 62, Mkv.track(1, 1, "V_VP9", new byte[0])),
            Mkv.cluster(0, 1),
            Mkv.simpleBlock(1, 1, false, 10))),
    TOO_MANY_FRAMES(
        Mkv.join(
            Mkv.header(1),
            Mkv.cluster(T, 1),
            Mkv.join(Collections.nCopies(128, Mkv.laces(1, 40, 256)).toArray(byte[][]::new)))),
    FRAGMENT_TOO_LARGE(
        Mkv.join(Mkv.header(1), Mkv.cluster(T, 1), Mkv.simpleBlock(1, 40, false, 200_000))),
    TIME_OVERFLOW(Mkv.join(Mkv.header(1), Mkv.cluster(Long.MAX_VALUE, 1))),
    UNKNOWN_TRACK(Mkv.join(Mkv.header(1), Mkv.cluster(T, 1), Mkv.simpleBlock(2, 40, true, 10))),
    FOUR_TRACKS(Mkv.join(Mkv.header(4), Mkv.cluster(T, 1))),
    ELEVEN_TAGS(Mkv.join(Mkv.header(1), Mkv.cluster(T, 1), tags(11))),
    LONG_TAG(Mkv.join(Mkv.header(1), Mkv.cluster(T, 1), Mkv.tag("name", "v".repeat(257))));

    @SuppressWarnings("ImmutableEnumChecker")
    private final byte[] octets;

    BadInput(byte[] octets) {
      this.octets = octets;
    }

    private static byte[] tags(int count) {
      var all = new byte[0];
      for (int i = 0; i < count; i++) {
        all = Mkv.join(all, Mkv.tag("name" + i, "value"));
      }
      return all;
    }
  }

  @Test
  void whatTheProfileOfAwsRefusesCanBeRefused() throws Exception {
    try (var server =
        server(Map.of("ingest.missing-track", "refuse", "ingest.second-header", "refuse"))) {
      try (var producer = server.putMedia("cam")) {
        producer.sendChunk(Mkv.join(Mkv.header(2), Mkv.cluster(T, 1), Mkv.endOfFragment()));
        producer.textChunk();
        assertThat(producer.textChunk()).contains("FRAMES_MISSING_FOR_TRACK\",\"ErrorId\":4011");
      }
      try (var producer = server.putMedia("cam")) {
        producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T, 1), Mkv.header(1)));
        producer.textChunk();
        assertThat(producer.textChunk()).contains("INVALID_MKV_DATA");
      }
    }
  }

  @Test
  void tagsWithReservedNamesAreDroppedAndCountedInTheLog() throws Exception {
    var logger = (Logger) LoggerFactory.getLogger(PutMediaSession.class);
    var events = new ListAppender<ILoggingEvent>();
    events.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(events);
    try {
      try (var server = server();
          var producer = server.putMedia("cam")) {
        var reserved = Mkv.tag("AWS_FAKE", "value");
        producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T, 1), reserved, reserved));
        producer.send("0\r\n\r\n");
        assertThat(new String(producer.chunks(), US_ASCII)).doesNotContain("ERROR");
      }
      assertThat(List.copyOf(events.list))
          .extracting(ILoggingEvent::getFormattedMessage)
          .contains("stream cam: dropped 2 Tags elements with reserved names");
    } finally {
      logger.detachAppender(events);
      logger.setLevel(null);
    }
  }

  @Test
  void aSecondHeaderBeginsAnewInTheSameSession() throws Exception {
    try (var server = server();
        var producer = server.putMedia("cam")) {
      producer.sendChunk(
          Mkv.join(Mkv.header(1), Mkv.cluster(T, 1), Mkv.header(2), Mkv.cluster(T - 5000, 1)));
      producer.send("0\r\n\r\n");
      assertThat(new String(producer.chunks(), US_ASCII)).doesNotContain("ERROR");
      assertThat(listed(server)).hasSize(2);
    }
  }

  @Test
  void sessionsThatWantMoreMemoryThanThereIsAllGetThroughInTurn() throws Exception {
    allGetThrough(20, i -> Mkv.simpleBlock(1, i * 40, false, 20_000));
  }

  @Test
  void sessionsWhoseFrameTablesWantMoreMemoryThanThereIsAllGetThroughInTurn() throws Exception {
    allGetThrough(127, i -> Mkv.laces(1, i * 40, 256));
  }

  private void allGetThrough(int blocks, IntFunction<byte[]> block) throws Exception {
    var tight = Map.of("ingest.memory", "2MiB", "ingest.max-fragment-size", "512KiB");
    try (var server = server(tight)) {
      var producers = new ArrayList<RawConnection>();
      for (int i = 0; i < 8; i++) {
        var producer = server.putMedia("cam");
        producers.add(producer);
        producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T, 1)));
      }
      var senders = new ArrayList<Thread>();
      for (var producer : producers) {
        senders.add(Thread.startVirtualThread(() -> fill(producer, blocks, block)));
      }
      for (var sender : senders) {
        sender.join();
      }
      for (var producer : producers) {
        assertThat(new String(producer.chunks(), US_ASCII)).contains("PERSISTED");
        producer.close();
      }
      assertThat(listed(server)).hasSize(8);
    }
  }

  private static void fill(RawConnection producer, int blocks, IntFunction<byte[]> block) {
    try {
      for (int i = 1; i <= blocks; i++) {
        producer.sendChunk(block.apply(i));
      }
      producer.send("0\r\n\r\n");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Test
  void requestsThatCannotBeginAreRefusedByStatus() throws Exception {
    try (var server = TestServer.start(data);
        var unknown = server.connect();
        var nameless = server.connect()) {
      unknown.sendPutMedia("none", "Expect: 100-continue");
      assertThat(unknown.response())
          .startsWith("HTTP/1.1 404 Not Found\r\n")
          .contains("x-amzn-ErrorType: ResourceNotFoundException")
          .contains("{\"Message\":");
      nameless.send("POST /putMedia HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
      assertThat(nameless.response())
          .startsWith("HTTP/1.1 400 Bad Request\r\n")
          .contains("x-amzn-ErrorType: InvalidArgumentException");
    }
  }

  private TestServer server() throws Exception {
    return server(Map.of());
  }

  private TestServer server(Map<String, String> settings) throws Exception {
    var server = TestServer.start(data, settings);
    server.createStream("cam", 24);
    return server;
  }

  private static void assertEvent(String ack, String event, long timecode) {
    assertThat(ack)
        .startsWith(
            "{\"EventType\":\"%s\",\"FragmentTimecode\":%d,\"FragmentNumber\":\""
                .formatted(event, timecode))
        .endsWith("\"}\n");
  }

  private static String number(String ack) {
    var number = NUMBER.matcher(ack);
    assertThat(number.find()).as(ack).isTrue();
    return number.group(1);
  }

  private static List<String> listed(TestServer server) throws Exception {
    var answer = server.call("listFragments", "{\"StreamName\":\"cam\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return NUMBER.matcher(answer.body()).results().map(match -> match.group(1)).toList();
  }
}
