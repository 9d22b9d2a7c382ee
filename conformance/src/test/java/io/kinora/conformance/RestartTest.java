package io.kinora.conformance;

import static io.kinora.conformance.wire.Matroska.block;
import static io.kinora.conformance.wire.Matroska.cluster;
import static io.kinora.conformance.wire.Matroska.concat;
import static io.kinora.conformance.wire.Matroska.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Chunk;
import io.kinora.conformance.media.MediaFile;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.Ack;
import io.kinora.conformance.wire.Ack.Stage;
import io.kinora.conformance.wire.PutMediaClient;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Stopping the server in good order, and starting it again.
final class RestartTest {
  private static final long T = 1_795_250_519_464L;

  @Test
  void aStoppedServerTellsItsProducersAndKeepsStreamsTagsAndFragments() {
    try (var kinora = KinoraProcess.start("restart")) {
      var first = concat(cluster(T), block(0, true, new byte[5_000]));
      var open = concat(cluster(T + 1_000), block(0, true, new byte[5_000]));
      String number;
      try (var sdk = SdkV2.of(kinora.endpoint())) {
        sdk.createStream("kept");
        sdk.control().tagStream(request -> request.streamName("kept").tags(Map.of("a", "1")));
        try (var producer = PutMediaClient.open(kinora.endpoint(), "kept")) {
          producer.send(concat(header(), first, open));
          number = producer.await(Stage.PERSISTED, T);
          producer.await(Stage.BUFFERING, T + 1_000);
          kinora.stop();

          var last = producer.awaitEnd().getLast();
          assertThat(last)
              .isInstanceOfSatisfying(
                  Ack.Failed.class,
                  ack -> {
                    assertThat(ack.id()).isEqualTo(4003);
                    assertThat(ack.code()).isEqualTo("MAX_CONNECTION_DURATION_REACHED");
                  });
        }
      }
      kinora.start();
      try (var sdk = SdkV2.of(kinora.endpoint())) {
        assertThat(sdk.control().listTagsForStream(request -> request.streamName("kept")).tags())
            .isEqualTo(Map.of("a", "1"));
        var chunks = Chunk.of(sdk.getMediaFromEarliest("kept"));
        assertThat(chunks).extracting(Chunk::number).containsExactly(number);
        assertThat(chunks.getFirst().producerBytes())
            .isEqualTo(MediaFile.of(concat(header(), first)).chunks().getFirst());
      }
    }
  }
}
