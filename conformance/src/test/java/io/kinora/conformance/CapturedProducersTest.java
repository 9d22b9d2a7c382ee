package io.kinora.conformance;

import static io.kinora.conformance.wire.Matroska.concat;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Chunk;
import io.kinora.conformance.media.Element;
import io.kinora.conformance.media.MediaFile;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.Ack;
import io.kinora.conformance.wire.Ack.Stage;
import io.kinora.conformance.wire.Capture;
import io.kinora.conformance.wire.HttpConnection;
import io.kinora.conformance.wire.PutMediaClient;
import io.kinora.conformance.wire.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.kinesisvideo.model.StreamInfo;

/// Requests of real producers, byte for byte as they once went over the wire. Their signatures are
/// long out of date, so the server runs without keys here.
final class CapturedProducersTest {
  @AutoClose static final KinoraProcess KINORA = KinoraProcess.start("captured");
  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  /// The stream of every capture.
  private static final String STREAM = "cam1";

  @BeforeEach
  void noStreamYet() {
    SDK.control().listStreamsPaginator().streamInfoList().stream()
        .map(StreamInfo::streamARN)
        .forEach(arn -> SDK.control().deleteStream(request -> request.streamARN(arn)));
  }

  @Test
  void kvssinkFindsNoStreamCreatesItAndGetsAnAddressWithThePortItDidNotSend() {
    var missing = call(Capture.load("kvssink-new-stream", "01.01-POST-describeStream"));
    assertThat(missing.head().status()).isEqualTo(404);
    assertThat(missing.head().text()).contains("\r\nx-amzn-ErrorType: ResourceNotFoundException");

    var created = call(Capture.load("kvssink-new-stream", "02.01-POST-createStream"));
    assertThat(created.head().status()).isEqualTo(200);
    assertThat(created.body()).contains("\"StreamARN\":\"arn:aws:kinesisvideo:us-east-1:");

    var address = call(Capture.load("kvssink-new-stream", "03.01-POST-getDataEndpoint"));
    assertThat(address.body())
        .isEqualTo(
            "{\"DataEndpoint\":\"http://127.0.0.1:%d\"}".formatted(KINORA.endpoint().getPort()));
    replay(Capture.load("kvssink-new-stream", "04.01-POST-putMedia"));
  }

  @Test
  void theJavaProducerDescribesCreatesAndTagsItsStream() {
    assertThat(status("java-producer-jni", "01.01-POST-describeStream")).isEqualTo(404);
    assertThat(status("java-producer-jni", "02.01-POST-createStream")).isEqualTo(200);
    assertThat(status("java-producer-jni", "04.01-POST-getDataEndpoint")).isEqualTo(200);
    replay(Capture.load("java-producer-jni", "05.01-POST-putMedia"));
  }

  @ParameterizedTest
  @CsvSource({
    "kvssink-new-stream, 04.01-POST-putMedia",
    "kvssink-hevc, 03.01-POST-putMedia",
    "kvssink-audio-video, 03.01-POST-putMedia",
    "kvssink-offline, 03.01-POST-putMedia",
    "java-producer-jni, 05.01-POST-putMedia",
    "java-producer-jni-av, 03.01-POST-putMedia"
  })
  void producersOfTheNativeSdkAreAcknowledgedBeforeTheyEndTheirBody(String client, String name) {
    SDK.createStream(STREAM);
    replay(Capture.load(client, name));
  }

  @ParameterizedTest
  @CsvSource({
    "java-v1-putmedia, 02.01-POST-putMedia",
    "curl, 02.01-POST-putMedia",
  })
  void aClusterOfKnownSizeThatBreaksOffIsAnErrorAndIsNotStored(String client, String name) {
    SDK.createStream(STREAM);
    var capture = Capture.load(client, name);
    try (var producer = open(capture)) {
      producer.sendFramed(capture.wholeChunks());
      producer.send(rest(capture, capture.media()));
      producer.end();

      var acks = producer.awaitEnd();
      assertThat(acks).hasSize(2);
      assertThat(acks.getFirst())
          .isInstanceOfSatisfying(
              Ack.Progress.class, ack -> assertThat(ack.stage()).isEqualTo(Stage.BUFFERING));
      assertThat(acks.getLast())
          .isInstanceOfSatisfying(
              Ack.Failed.class,
              ack -> {
                assertThat(ack.id()).isEqualTo(4006);
                assertThat(ack.code()).isEqualTo("INVALID_MKV_DATA");
              });
    }
    assertThat(SDK.listFragments(STREAM)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "java-v1-putmedia, 02.01-POST-putMedia",
    "curl, 02.01-POST-putMedia",
  })
  void aClusterOfKnownSizeIsPersistedWhenTheBodyEndsBehindIt(String client, String name) {
    SDK.createStream(STREAM);
    var capture = Capture.load(client, name);
    var media = capture.mediaToTheEndOfItsLastBlock();
    announceSize(media, Element.topLevel(media).getLast());
    try (var producer = open(capture)) {
      producer.send(media);
      producer.end();
      producer.awaitEnd();
      assertStored(producer, MediaFile.of(media));
    }
  }

  /// Sends the head as it was, the HTTP chunks as they were, the rest of the last block, and the
  /// producer's own mark of the end; the body stays open until all is persisted.
  private static void replay(Capture capture) {
    var media = capture.mediaToTheEndOfItsLastBlock();
    try (var producer = open(capture)) {
      producer.sendFramed(capture.wholeChunks());
      producer.send(rest(capture, media));
      producer.send(capture.endOfFragment());
      assertStored(producer, MediaFile.of(media));
      producer.end();
      assertThat(producer.awaitEnd()).noneMatch(Ack.Failed.class::isInstance);
    }
  }

  private static PutMediaClient open(Capture capture) {
    var producer = PutMediaClient.open(KINORA.endpoint(), capture.head(), _ -> {});
    assertThat(producer.head().text())
        .contains("\r\nx-amzn-RequestId: ")
        .contains("\r\nContent-Type: application/json");
    return producer;
  }

  private static void assertStored(PutMediaClient producer, MediaFile sent) {
    var numbers =
        sent.timecodes().stream()
            .map(timecode -> producer.await(Stage.PERSISTED, timecode))
            .toList();
    var chunks = Chunk.of(SDK.getMediaForFragments(STREAM, numbers));
    assertThat(chunks).extracting(Chunk::producerBytes).isEqualTo(sent.chunks());
  }

  private static byte[] rest(Capture capture, byte[] media) {
    return Arrays.copyOfRange(media, capture.mediaInWholeChunks(), media.length);
  }

  /// Writes the true size of a Cluster into its size field of three octets.
  private static void announceSize(byte[] media, Element cluster) {
    int size = cluster.end() - cluster.body();
    media[cluster.body() - 3] = (byte) (0x20 | (size >> 16));
    media[cluster.body() - 2] = (byte) (size >> 8);
    media[cluster.body() - 1] = (byte) size;
  }

  private record Answer(ResponseHead head, String body) {}

  private static int status(String client, String name) {
    return call(Capture.load(client, name)).head().status();
  }

  private static Answer call(Capture capture) {
    try (var connection = HttpConnection.open(KINORA.endpoint())) {
      connection.write(
          concat(capture.head().getBytes(StandardCharsets.ISO_8859_1), capture.body()));
      var head = connection.readHead();
      return new Answer(head, new String(connection.readBody(head), StandardCharsets.UTF_8));
    }
  }
}
