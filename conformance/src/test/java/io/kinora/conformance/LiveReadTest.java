package io.kinora.conformance;

import static io.kinora.conformance.wire.Matroska.block;
import static io.kinora.conformance.wire.Matroska.cluster;
import static io.kinora.conformance.wire.Matroska.concat;
import static io.kinora.conformance.wire.Matroska.endOfFragment;
import static io.kinora.conformance.wire.Matroska.header;
import static io.kinora.conformance.wire.Matroska.tags;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.conformance.client.LiveReader;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Bytes;
import io.kinora.conformance.media.Chunk;
import io.kinora.conformance.media.MediaFile;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.Ack.Stage;
import io.kinora.conformance.wire.PutMediaClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.Fragment;
import software.amazon.awssdk.services.kinesisvideomedia.model.StartSelectorType;

/// Reading while a producer writes: the producer sends its next frame when the reader has the last.
@Execution(ExecutionMode.CONCURRENT)
final class LiveReadTest {
  private static final long T = 1_795_250_519_464L;

  @AutoClose static final KinoraProcess KINORA = KinoraProcess.start("live-read");
  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  private final RandomGenerator random = RandomGeneratorFactory.getDefault().create(42);

  @Test
  void everyFrameReachesTheReaderWhileItsFragmentIsStillOpen() {
    SDK.createStream("frames");
    try (var producer = producer("frames")) {
      var first = frame();
      producer.send(concat(header(), cluster(T), block(0, true, first)));
      var number = producer.await(Stage.BUFFERING, T);
      try (var reader = LiveReader.now(SDK, "frames")) {
        reader.await(block(0, true, first));
        for (int i = 1; i < 20; i++) {
          var next = block(i * 40, false, frame());
          producer.send(next);
          reader.await(next);
        }
        producer.send(endOfFragment());
        reader.awaitTrailer(number);
      }
    }
  }

  @Test
  void aFrameIsNotShownBeforeItsLastByte() {
    SDK.createStream("halves");
    try (var producer = producer("halves")) {
      var first = block(0, true, frame());
      producer.send(concat(header(), cluster(T), first));
      producer.await(Stage.BUFFERING, T);
      try (var reader = LiveReader.now(SDK, "halves")) {
        reader.await(first);
        var second = block(40, false, frame());
        int half = second.length / 2;
        producer.send(Arrays.copyOf(second, half));
        // By the time a second producer is acknowledged, the half frame has been parsed.
        try (var other = producer("halves")) {
          other.send(concat(header(), cluster(T), block(0, true, frame())));
          other.await(Stage.BUFFERING, T);
        }
        assertThat(reader.bytes()).endsWith(first);
        producer.send(Arrays.copyOfRange(second, half, second.length));
        reader.await(second);
      }
    }
  }

  @Test
  void nowWithoutAnOpenFragmentWaitsForTheNext() {
    SDK.createStream("next");
    try (var producer = producer("next")) {
      producer.send(concat(header(), cluster(T), block(0, true, frame()), endOfFragment()));
      producer.await(Stage.PERSISTED, T);
      try (var reader = LiveReader.now(SDK, "next")) {
        producer.send(concat(cluster(T + 2_000), block(0, true, frame()), endOfFragment()));
        var number = producer.await(Stage.PERSISTED, T + 2_000);
        assertThat(reader.awaitEnd()).extracting(Chunk::number).containsExactly(number);
      }
    }
  }

  @Test
  void readersCrossFromTheArchiveIntoTheOpenFragmentWithoutGapOrRepeat() {
    SDK.createStream("crossing");
    var sent = Sample.H264_LIVE.read();
    var readers = new ArrayList<LiveReader>();
    for (int session = 0; session < 3; session++) {
      try (var producer = producer("crossing")) {
        sendInPieces(producer, sent, readers);
        producer.end();
        producer.awaitEnd();
      }
    }
    var listed = SDK.listFragments("crossing").stream().map(Fragment::fragmentNumber).toList();
    assertThat(listed).hasSize(3 * sent.chunks().size());
    for (var reader : readers) {
      var chunks = reader.awaitEnd();
      assertThat(chunks).extracting(Chunk::number).isEqualTo(listed);
      for (int i = 0; i < chunks.size(); i++) {
        assertThat(chunks.get(i).producerBytes())
            .isEqualTo(sent.chunks().get(i % sent.chunks().size()));
        assertThat(chunks.get(i).trailingTags()).isNotEmpty();
      }
    }
  }

  /// Sends the document in pieces of random length, and lets a new reader in now and then.
  private void sendInPieces(PutMediaClient producer, MediaFile sent, List<LiveReader> readers) {
    var bytes = sent.bytes();
    int nextReader = bytes.length / 3;
    int at = 0;
    while (at < bytes.length) {
      int end = Math.min(bytes.length, at + 1 + random.nextInt(60_000));
      producer.send(Arrays.copyOfRange(bytes, at, end));
      at = end;
      if (at > nextReader && readers.size() < 5) {
        readers.add(LiveReader.earliest(SDK, "crossing"));
        nextReader += bytes.length / 3;
      }
    }
  }

  @Test
  void aResponseEndsThreeSecondsAfterTheLastDataOfAFinishedFragment() {
    SDK.createStream("idle");
    try (var producer = producer("idle")) {
      producer.send(concat(header(), cluster(T), block(0, true, frame())));
      producer.await(Stage.BUFFERING, T);
      try (var reader = LiveReader.now(SDK, "idle")) {
        producer.send(endOfFragment());
        reader.awaitTrailer(producer.await(Stage.PERSISTED, T));
        long trailerAt = System.nanoTime();
        reader.awaitEnd();
        var idle = Duration.ofNanos(System.nanoTime() - trailerAt);
        assertThat(idle).isBetween(Duration.ofMillis(2_500), Duration.ofSeconds(10));
      }
    }
  }

  @Test
  void aResponseStaysOpenWhileAFragmentIsUnfinished() {
    SDK.createStream("slow");
    try (var producer = producer("slow")) {
      producer.send(concat(header(), cluster(T), block(0, true, frame())));
      producer.await(Stage.BUFFERING, T);
      try (var reader = LiveReader.now(SDK, "slow")) {
        assertThat(reader.endsWithin(Duration.ofMillis(4_500))).isFalse();
        var late = block(5_000, false, frame());
        producer.send(late);
        reader.await(late);
      }
    }
  }

  @Test
  void aFragmentWhoseProducerVanishesEndsWithoutTrailerAndTheNextFollows() {
    SDK.createStream("vanished");
    var first = block(0, true, frame());
    try (var producer = producer("vanished")) {
      producer.send(concat(header(), cluster(T), first));
      var lost = producer.await(Stage.BUFFERING, T);
      try (var reader = LiveReader.now(SDK, "vanished")) {
        reader.await(first);
        producer.vanish();

        var number = sendOne("vanished");
        var chunks = reader.awaitEnd();
        assertThat(chunks).extracting(Chunk::number).containsExactly(lost, number);
        assertThat(chunks.get(0).trailingTags()).isEmpty();
        assertThat(chunks.get(0).producerBytes()).isEqualTo(shown(cluster(T), first));
        assertThat(chunks.get(1).trailingTags()).isNotEmpty();
        assertThat(SDK.listFragments("vanished"))
            .extracting(Fragment::fragmentNumber)
            .containsExactly(number);
      }
    }
  }

  @Test
  void fragmentsOfOverlappingSessionsComeInTheOrderInWhichTheyBegan() {
    SDK.createStream("overlap");
    try (var one = producer("overlap");
        var two = producer("overlap")) {
      one.send(concat(header(), cluster(T), block(0, true, frame())));
      var first = one.await(Stage.BUFFERING, T);
      two.send(concat(header(), cluster(T + 7), block(0, true, frame()), endOfFragment()));
      var second = two.await(Stage.PERSISTED, T + 7);
      try (var reader = LiveReader.earliest(SDK, "overlap")) {
        one.send(endOfFragment());
        one.await(Stage.PERSISTED, T);
        assertThat(reader.awaitEnd()).extracting(Chunk::number).containsExactly(first, second);
        assertThat(first).isLessThan(second);
      }
    }
  }

  @Test
  void metadataComesBackInTheFragmentItFollowedAndTheEndOfFragmentMarkNever() {
    SDK.createStream("metadata");
    var first = concat(cluster(T), block(0, true, frame()), tags("door", "open"));
    var second = concat(cluster(T + 900), block(0, true, frame()), tags("door", "shut"));
    try (var producer = producer("metadata")) {
      producer.send(concat(header(), first, second, endOfFragment()));
      producer.await(Stage.PERSISTED, T + 900);
    }
    assertThat(Chunk.of(SDK.getMediaFromEarliest("metadata")))
        .extracting(Chunk::producerBytes)
        .containsExactly(shown(first), shown(second));
  }

  @Test
  void aStreamDeletedUnderItsReaderEndsWithAnErrorChunk() {
    var arn = SDK.createStream("deleted");
    try (var producer = producer("deleted")) {
      var first = block(0, true, frame());
      producer.send(concat(header(), cluster(T), first));
      producer.await(Stage.BUFFERING, T);
      try (var reader = LiveReader.now(SDK, "deleted")) {
        reader.await(first);
        SDK.control().deleteStream(request -> request.streamARN(arn));
        reader.awaitEnd();
        assertThat(new String(reader.bytes(), StandardCharsets.ISO_8859_1))
            .contains("AWS_KINESISVIDEO_ERROR_ID")
            .contains("4000");
      }
    }
  }

  @Test
  void aReaderThatResumesByTokenSeesNothingTwice() {
    SDK.createStream("resumed");
    var all = new ArrayList<String>();
    for (int i = 0; i < 4; i++) {
      all.add(sendOne("resumed"));
    }
    var token = Chunk.of(SDK.getMediaFromEarliest("resumed")).get(1).number();
    try (var reader =
        LiveReader.open(
            SDK,
            "resumed",
            selector ->
                selector
                    .startSelectorType(StartSelectorType.CONTINUATION_TOKEN)
                    .continuationToken(token))) {
      all.add(sendOne("resumed"));
      assertThat(reader.awaitEnd()).extracting(Chunk::number).isEqualTo(all.subList(2, 5));
    }
  }

  private String sendOne(String stream) {
    try (var producer = producer(stream)) {
      producer.send(concat(header(), cluster(T), block(0, true, frame())));
      producer.end();
      producer.awaitEnd();
      return producer.await(Stage.PERSISTED, T);
    }
  }

  private static PutMediaClient producer(String stream) {
    return PutMediaClient.open(KINORA.endpoint(), stream);
  }

  private byte[] frame() {
    var payload = new byte[500 + random.nextInt(1_500)];
    random.nextBytes(payload);
    return payload;
  }

  /// A fragment behind its stream header, as readers get it.
  private static Bytes shown(byte[]... fragment) {
    return MediaFile.of(concat(header(), concat(fragment))).chunks().getFirst();
  }
}
