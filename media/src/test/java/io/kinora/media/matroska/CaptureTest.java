package io.kinora.media.matroska;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.media.codec.Codecs;
import io.kinora.testkit.FaultyInput;
import io.kinora.testkit.Golden;
import io.kinora.testkit.Seeded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What real producers send is understood.
final class CaptureTest {
  private static final Path CAPTURES = Path.of("src/test/resources/captures");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kvssink-audio-video",
        "kvssink-hevc",
        "java-producer",
        "java-producer-audio-video",
        "sdk-v1",
        "curl"
      })
  void itIsSplitAsWrittenDown(String name) throws Exception {
    Golden.check(CAPTURES.resolve(name + ".txt"), dump(List.of(ByteBuffer.wrap(read(name)))));
  }

  @Seeded(tries = 20)
  void itDoesNotMatterWhereACaptureIsCut(RandomGenerator random) throws Exception {
    for (String name : List.of("java-producer", "sdk-v1")) {
      String dump = dump(FaultyInput.randomCuts(read(name), random));

      assertThat(dump).isEqualTo(Files.readString(CAPTURES.resolve(name + ".txt")));
    }
  }

  private static byte[] read(String name) throws IOException {
    return Files.readAllBytes(CAPTURES.resolve(name + ".mkv"));
  }

  private static String dump(List<ByteBuffer> pieces) throws Exception {
    var splitting = new Splitting(SplitterLimits.defaults());
    for (var piece : pieces) {
      splitting.feed(piece);
    }
    var splitter = splitting.splitter;
    var header = splitter.streamHeader();
    var text = new StringBuilder();
    text.append(
            "stream header %d, others %d"
                .formatted(header.firstBytes().length, header.bytes().length))
        .append(", tick %d ns\n".formatted(header.timestampScaleNs()));
    for (var track : header.tracks()) {
      var codec = Codecs.describe(track);
      text.append("track %d %s, ".formatted(track.number(), track.codecId()))
          .append("%s, %s\n".formatted(codec.rfc6381(), codec.summary()));
    }
    for (var fragment : splitting.fragments) {
      text.append("fragment at %d, ".formatted(fragment.timestamp()))
          .append(
              "%d octets, Cluster %d\n"
                  .formatted(fragment.media().length, fragment.clusterBytes()));
      dump(fragment.frames(), text);
    }
    text.append("open fragment at %d, ".formatted(splitter.clusterTimestamp()))
        .append(
            "%d octets, deliverable %d\n"
                .formatted(splitter.mediaBytes(), splitter.deliverableBytes()));
    dump(splitter.frames(), text);
    return text.toString();
  }

  private static void dump(FrameTable frames, StringBuilder text) {
    for (int row = 0; row < frames.count(); row++) {
      text.append("  track %d time %5d".formatted(frames.track(row), frames.time(row)))
          .append(" octets %6d +%5d".formatted(frames.offset(row), frames.size(row)))
          .append(frames.key(row) ? " key" : "")
          .append(frames.discardable(row) ? " discardable" : "")
          .append('\n');
    }
  }
}
