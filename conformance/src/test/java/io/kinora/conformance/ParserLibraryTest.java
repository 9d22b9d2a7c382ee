package io.kinora.conformance;

import static io.kinora.conformance.wire.Matroska.block;
import static io.kinora.conformance.wire.Matroska.cluster;
import static io.kinora.conformance.wire.Matroska.concat;
import static io.kinora.conformance.wire.Matroska.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.kinesisvideo.parser.examples.ContinuousGetMediaWorker;
import com.amazonaws.kinesisvideo.parser.examples.GetMediaForFragmentListWorker;
import com.amazonaws.kinesisvideo.parser.examples.ListFragmentWorker;
import com.amazonaws.kinesisvideo.parser.examples.PutMediaWorker;
import com.amazonaws.kinesisvideo.parser.mkv.MkvElementVisitException;
import com.amazonaws.kinesisvideo.parser.utilities.FragmentMetadata;
import com.amazonaws.kinesisvideo.parser.utilities.FragmentMetadataVisitor;
import com.amazonaws.kinesisvideo.parser.utilities.OutputSegmentMerger;
import com.amazonaws.kinesisvideo.parser.utilities.consumer.FragmentMetadataCallback;
import com.amazonaws.kinesisvideo.parser.utilities.consumer.GetMediaResponseStreamConsumer;
import com.amazonaws.kinesisvideo.parser.utilities.consumer.GetMediaResponseStreamConsumerFactory;
import com.amazonaws.regions.Regions;
import com.amazonaws.services.kinesisvideo.AmazonKinesisVideo;
import com.amazonaws.services.kinesisvideo.model.FragmentSelector;
import com.amazonaws.services.kinesisvideo.model.FragmentSelectorType;
import com.amazonaws.services.kinesisvideo.model.StartSelector;
import com.amazonaws.services.kinesisvideo.model.StartSelectorType;
import com.amazonaws.services.kinesisvideo.model.TimestampRange;
import io.kinora.conformance.client.SdkV1;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Element;
import io.kinora.conformance.media.Frame;
import io.kinora.conformance.media.ParserLibrary;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.Ack.Stage;
import io.kinora.conformance.wire.Monitor;
import io.kinora.conformance.wire.PutMediaClient;
import io.kinora.conformance.wire.SigV4;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.Fragment;

/// The library that AWS gives to readers of GetMedia, with its own workers, as its users run them.
final class ParserLibraryTest {
  @AutoClose static final KinoraProcess KINORA = KinoraProcess.start("parser-library");
  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  @AutoClose("shutdown")
  static final AmazonKinesisVideo CONTROL = SdkV1.control(KINORA.endpoint(), SigV4.EXAMPLE);

  @Test
  void theContinuousWorkerFollowsAPacedProducerThroughItsSessions() throws InterruptedException {
    SDK.createStream("live");
    var seen = new Seen();
    var worker = worker("live", seen);
    var running = Thread.ofVirtual().start(worker);
    var persisted = new ArrayList<String>();
    var sent = new ArrayList<Frame>();

    for (var sample : List.of(Sample.H264_B_FRAMES, Sample.H264_AAC)) {
      var media = sample.read();
      sent.addAll(ParserLibrary.frames(new ByteArrayInputStream(media.bytes())));
      try (var producer = PutMediaClient.open(KINORA.endpoint(), "live")) {
        for (int i = 0; i < media.pieces().size(); i++) {
          // The next fragment goes out when the library has reported the one before the last.
          if (i >= 2) {
            seen.awaitFragments(persisted.size() + i - 1);
          }
          producer.send(media.pieces().get(i));
        }
        producer.end();
        producer.awaitEnd();
        for (var timecode : media.timecodes()) {
          persisted.add(producer.await(Stage.PERSISTED, timecode));
        }
      }
      seen.awaitFragments(persisted.size());
    }
    worker.stop();
    running.join();

    assertThat(seen.fragments())
        .extracting(FragmentMetadata::getFragmentNumberString)
        .isEqualTo(persisted)
        .isSorted();
    assertThat(seen.fragments()).allMatch(FragmentMetadata::isCompleteFragment);
    assertThat(seen.frames()).isEqualTo(sent);
  }

  @Test
  void fragmentMetadataHoldsTheServersNumbersAndTimes() {
    upload("metadata", Sample.HEVC_AAC);
    var visitor = FragmentMetadataVisitor.create();
    ParserLibrary.read(new ByteArrayInputStream(SDK.getMediaFromEarliest("metadata")), visitor);

    var last = SDK.listFragments("metadata").getLast();
    var metadata = visitor.getCurrentFragmentMetadata().orElseThrow();
    assertThat(metadata.isSuccess()).isTrue();
    assertThat(metadata.isCompleteFragment()).isTrue();
    assertThat(metadata.getFragmentNumberString()).isEqualTo(last.fragmentNumber());
    assertThat(Instant.ofEpochMilli(metadata.getServerSideTimestampMillis()))
        .isEqualTo(last.serverTimestamp());
    assertThat(Instant.ofEpochMilli(metadata.getProducerSideTimestampMillis()))
        .isEqualTo(last.producerTimestamp());
    assertThat(visitor.getContinuationToken()).contains(last.fragmentNumber());
    assertThat(visitor.getMillisBehindNow()).isPresent();
    assertThat(visitor.getMkvTrackMetadata(1).getCodecId()).isEqualTo("V_MPEGH/ISO/HEVC");
    assertThat(visitor.getMkvTrackMetadata(2).getCodecId()).isEqualTo("A_AAC");
  }

  @Test
  void theMergerMakesOneDocumentOfAllChunks() throws MkvElementVisitException {
    upload("merged", Sample.H264_AAC);
    var merged = new ByteArrayOutputStream();
    var merger = OutputSegmentMerger.createDefault(merged);
    ParserLibrary.read(new ByteArrayInputStream(SDK.getMediaFromEarliest("merged")), merger);

    var sent = Sample.H264_AAC.read();
    assertThat(Element.topLevel(merged.toByteArray()))
        .extracting(Element::id)
        .containsOnlyOnce(Element.EBML, Element.SEGMENT)
        .filteredOn(id -> id == Element.CLUSTER)
        .hasSameSizeAs(sent.timecodes());
    assertThat(ParserLibrary.frames(new ByteArrayInputStream(merged.toByteArray())))
        .isEqualTo(ParserLibrary.frames(new ByteArrayInputStream(sent.bytes())));
  }

  @Test
  void theListWorkerPagesThroughMoreThanOnePageAndTheMediaWorkerReadsThemAll() throws Exception {
    SDK.createStream("pages");
    try (var producer = PutMediaClient.open(KINORA.endpoint(), "pages")) {
      producer.send(header());
      for (int i = 0; i < 250; i++) {
        producer.send(concat(cluster(i * 40L), block(0, true, new byte[] {(byte) i, 1, 2, 3})));
      }
      producer.end();
      producer.awaitEnd();
    }
    var range =
        new TimestampRange()
            .withStartTimestamp(Date.from(Instant.EPOCH))
            .withEndTimestamp(Date.from(Instant.now().plusSeconds(60)));
    var selector =
        new FragmentSelector()
            .withFragmentSelectorType(FragmentSelectorType.SERVER_TIMESTAMP)
            .withTimestampRange(range);
    var credentials = SdkV1.credentials(SigV4.EXAMPLE);
    var numbers =
        ListFragmentWorker.create("pages", credentials, Regions.US_EAST_1, CONTROL, selector)
            .call();
    assertThat(numbers)
        .containsExactlyElementsOf(
            SDK.listFragments("pages").stream().map(Fragment::fragmentNumber).toList())
        .hasSize(250);

    var frames = new ArrayList<Frame>();
    GetMediaForFragmentListWorker.create(
            "pages",
            numbers,
            credentials,
            Regions.US_EAST_1,
            CONTROL,
            ParserLibrary.visitor(frames::add))
        .run();
    assertThat(frames).hasSize(250);
    assertThat(frames).extracting(Frame::time).isSorted();
  }

  @Test
  void thePutMediaWorkerCountsItsPersistedFragments() {
    SDK.createStream("worker");
    var media = Sample.H264.read();
    var worker =
        PutMediaWorker.create(
            Regions.US_EAST_1,
            SdkV1.credentials(SigV4.EXAMPLE),
            "worker",
            new ByteArrayInputStream(media.bytes()),
            CONTROL);
    worker.run();
    assertThat(worker.getNumFragmentsPersisted()).isEqualTo(media.chunks().size());
  }

  private static void upload(String stream, Sample sample) {
    var media = sample.read().bytes();
    SDK.createStream(stream);
    try (var producer = PutMediaClient.open(KINORA.endpoint(), stream)) {
      producer.send(media);
      producer.end();
      producer.awaitEnd();
    }
  }

  private static ContinuousGetMediaWorker worker(String stream, Seen seen) {
    return ContinuousGetMediaWorker.create(
        Regions.US_EAST_1,
        SdkV1.credentials(SigV4.EXAMPLE),
        stream,
        new StartSelector().withStartSelectorType(StartSelectorType.EARLIEST),
        CONTROL,
        new GetMediaResponseStreamConsumerFactory() {
          @Override
          public GetMediaResponseStreamConsumer createConsumer() {
            return seen.consumer();
          }
        });
  }

  /// What the library has reported so far.
  private static final class Seen {
    private final Monitor state = new Monitor();
    private final List<FragmentMetadata> fragments = new ArrayList<>();
    private final List<Frame> frames = new ArrayList<>();

    GetMediaResponseStreamConsumer consumer() {
      return new GetMediaResponseStreamConsumer() {
        @Override
        public void process(InputStream response, FragmentMetadataCallback callback)
            throws MkvElementVisitException {
          processWithFragmentEndCallbacks(
              response,
              metadata -> {
                state.change(() -> fragments.add(metadata));
                callback.call(metadata);
              },
              ParserLibrary.visitor(frame -> state.change(() -> frames.add(frame))));
        }
      };
    }

    void awaitFragments(int count) {
      state.await(() -> fragments.size() >= count ? Optional.of(true) : Optional.empty());
    }

    List<FragmentMetadata> fragments() {
      return state.read(() -> List.copyOf(fragments));
    }

    List<Frame> frames() {
      return state.read(() -> List.copyOf(frames));
    }
  }
}
