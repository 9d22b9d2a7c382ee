package io.kinora.server.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.Mkv;
import io.kinora.server.TestServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// With `archive.listing-delay` fragments are listed late, and otherwise served as ever.
@Timeout(60)
final class ListingDelayTest {
  private static final long T = 1_700_000_000_000L;
  private static final long SECOND_NS = 1_000_000_000L;
  private static final String CAM = "{\"StreamName\":\"cam\"}";
  private static final Pattern NUMBER = Pattern.compile("\"FragmentNumber\":\"(\\d{47})\"");

  @TempDir private Path data;

  @Test
  void aFragmentIsListedADelayAfterItWasStoredAndReadAtOnce() throws Exception {
    try (var server = TestServer.start(data, Map.of("archive.listing-delay", "1s"))) {
      server.createStream("cam", 24);
      try (var producer = server.putMedia("cam")) {
        producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T, 2)));
        var number = NUMBER.matcher(producer.textChunk());
        assertThat(number.find()).isTrue();
        long begun = System.nanoTime();
        producer.sendChunk(Mkv.endOfFragment());
        assertThat(producer.textChunk()).contains("RECEIVED");
        assertThat(producer.textChunk()).contains("PERSISTED");

        var read =
            server.stream(
                "getMediaForFragmentList",
                "{\"StreamName\":\"cam\",\"Fragments\":[\"" + number.group(1) + "\"]}");
        assertThat(read.statusCode()).isEqualTo(200);
        while (!server.call("listFragments", CAM).body().contains(number.group(1))) {}
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(SECOND_NS);
      }
    }
  }

  @Test
  void afterARestartEverythingIsListed() throws Exception {
    try (var server = TestServer.start(data)) {
      server.createStream("cam", 24);
      try (var producer = server.putMedia("cam")) {
        producer.sendChunk(Mkv.join(Mkv.header(1), Mkv.cluster(T, 2)));
        producer.send("0\r\n\r\n");
        assertThat(producer.chunks()).isNotEmpty();
      }
    }
    try (var server = TestServer.start(data, Map.of("archive.listing-delay", "1s"))) {
      assertThat(server.call("listFragments", CAM).body()).containsOnlyOnce("FragmentNumber");
    }
  }
}
