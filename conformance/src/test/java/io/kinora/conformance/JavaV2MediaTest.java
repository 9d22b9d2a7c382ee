package io.kinora.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.kinesisvideo.model.AckEventType;
import io.kinora.conformance.client.SdkV1Producer;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Chunk;
import io.kinora.conformance.media.MediaFile;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.SigV4;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.Format;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.Fragment;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.FragmentSelectorType;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ImageError;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ImageSelectorType;
import software.amazon.awssdk.services.kinesisvideomedia.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesisvideomedia.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesisvideomedia.model.StartSelector;
import software.amazon.awssdk.services.kinesisvideomedia.model.StartSelectorType;

/// Reading what was stored with the AWS SDK for Java v2: six fragments of two seconds each.
final class JavaV2MediaTest {
  private static final Instant START = Instant.parse("2026-03-01T08:30:00.250Z");
  private static final String STREAM = "six-fragments";

  @AutoClose static final KinoraProcess KINORA = KinoraProcess.start("java-v2-media");
  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  static final MediaFile SENT = Sample.H264.read();
  static final List<String> NUMBERS = upload();
  static final List<Fragment> LISTED = SDK.listFragments(STREAM);

  private static List<String> upload() {
    SDK.createStream(STREAM);
    var payload = new ByteArrayInputStream(SENT.bytes());
    var request = SdkV1Producer.relative(STREAM, START, payload);
    return SdkV1Producer.put(KINORA.endpoint(), SigV4.EXAMPLE, request)
        .complete()
        .numbers(AckEventType.Values.PERSISTED);
  }

  @Test
  void theListHoldsNumberTimesLengthAndSizeOfEveryFragment() {
    assertThat(LISTED).extracting(Fragment::fragmentNumber).isEqualTo(NUMBERS);
    for (int i = 0; i < LISTED.size(); i++) {
      var fragment = LISTED.get(i);
      assertThat(fragment.producerTimestamp()).isEqualTo(START.plusMillis(SENT.timecodes().get(i)));
      assertThat(fragment.fragmentSizeInBytes()).isEqualTo(SENT.chunks().get(i).array().length);
      // 30 frames at 15 a second: from the first to the last, without the last one's duration.
      assertThat(fragment.fragmentLengthInMilliseconds()).isBetween(1_932L, 1_934L);
      assertThat(serverTimeIn(fragment.fragmentNumber())).isEqualTo(fragment.serverTimestamp());
    }
  }

  @Test
  void earliestBeginsAtTheFirstFragment() {
    assertThat(read(selector -> selector.startSelectorType(StartSelectorType.EARLIEST)))
        .isEqualTo(NUMBERS);
  }

  @Test
  void aFragmentNumberBeginsBehindThatFragment() {
    assertThat(
            read(
                selector ->
                    selector
                        .startSelectorType(StartSelectorType.FRAGMENT_NUMBER)
                        .afterFragmentNumber(NUMBERS.get(1))))
        .isEqualTo(NUMBERS.subList(2, 6));
  }

  @Test
  void aContinuationTokenBeginsBehindItsChunk() {
    var chunks = Chunk.of(SDK.getMediaFromEarliest(STREAM));
    var token = chunks.get(3).trailingTags().get(Chunk.CONTINUATION_TOKEN);
    assertThat(
            read(
                selector ->
                    selector
                        .startSelectorType(StartSelectorType.CONTINUATION_TOKEN)
                        .continuationToken(token)))
        .isEqualTo(NUMBERS.subList(4, 6));
  }

  @Test
  void aProducerTimestampBeginsAtTheFragmentThatHoldsIt() {
    assertThat(
            read(
                selector ->
                    selector
                        .startSelectorType(StartSelectorType.PRODUCER_TIMESTAMP)
                        .startTimestamp(START.plusMillis(4_500))))
        .isEqualTo(NUMBERS.subList(2, 6));
    assertThat(
            read(
                selector ->
                    selector
                        .startSelectorType(StartSelectorType.PRODUCER_TIMESTAMP)
                        .startTimestamp(START.minusSeconds(60))))
        .isEqualTo(NUMBERS);
  }

  @Test
  void aServerTimestampBeginsAtTheLastFragmentThatHadBegunThen() {
    var time = LISTED.get(3).serverTimestamp();
    int last =
        (int) LISTED.stream().filter(each -> !each.serverTimestamp().isAfter(time)).count() - 1;
    assertThat(
            read(
                selector ->
                    selector
                        .startSelectorType(StartSelectorType.SERVER_TIMESTAMP)
                        .startTimestamp(time)))
        .isEqualTo(NUMBERS.subList(last, 6));
  }

  @Test
  void nowOnAQuietStreamEndsEmptyAfterTheIdleTime() {
    long begin = System.nanoTime();
    assertThat(read(selector -> selector.startSelectorType(StartSelectorType.NOW))).isEmpty();
    assertThat(System.nanoTime() - begin).isGreaterThan(2_900_000_000L);
  }

  @Test
  void everyChunkOfGetMediaHasItsNumberItsTimesAndATokenThatIsItsNumber() {
    var chunks = Chunk.of(SDK.getMediaFromEarliest(STREAM));
    for (int i = 0; i < chunks.size(); i++) {
      var chunk = chunks.get(i);
      var fragment = LISTED.get(i);
      assertThat(chunk.leadingTags().keySet())
          .containsExactly(Chunk.NUMBER, Chunk.SERVER_TIMESTAMP, Chunk.PRODUCER_TIMESTAMP);
      assertThat(chunk.leadingTags().get(Chunk.SERVER_TIMESTAMP))
          .isEqualTo(seconds(fragment.serverTimestamp()));
      assertThat(chunk.leadingTags().get(Chunk.PRODUCER_TIMESTAMP))
          .isEqualTo(seconds(fragment.producerTimestamp()));
      assertThat(chunk.trailingTags().keySet())
          .containsExactly(Chunk.MILLIS_BEHIND_NOW, Chunk.CONTINUATION_TOKEN);
      assertThat(chunk.trailingTags().get(Chunk.MILLIS_BEHIND_NOW)).matches("\\d+");
      assertThat(chunk.trailingTags().get(Chunk.CONTINUATION_TOKEN)).isEqualTo(chunk.number());
    }
  }

  @Test
  void aFragmentListIsServedInTheOrderAskedForAsOftenAsAskedFor() {
    var asked = List.of(NUMBERS.get(4), NUMBERS.get(0), NUMBERS.get(4));
    var chunks = Chunk.of(SDK.getMediaForFragments(STREAM, asked));

    assertThat(chunks).extracting(Chunk::number).isEqualTo(asked);
    assertThat(chunks.getFirst().producerBytes()).isEqualTo(SENT.chunks().get(4));
    assertThat(chunks.getFirst().trailingTags()).isEmpty();
    assertThat(chunks.getFirst().leadingTags().keySet())
        .containsExactly(
            Chunk.NUMBER,
            Chunk.SERVER_TIMESTAMP,
            Chunk.PRODUCER_TIMESTAMP,
            "AWS_KINESISVIDEO_SERVER_SIDE_TIMESTAMP",
            "AWS_KINESISVIDEO_PRODUCER_SIDE_TIMESTAMP");
  }

  @Test
  void bothEndsOfATimeRangeBelongToItOnEitherClock() {
    var begins = START.plusMillis(SENT.timecodes().get(1));
    var ends = START.plusMillis(SENT.timecodes().get(4));
    assertThat(list(FragmentSelectorType.PRODUCER_TIMESTAMP, begins, ends))
        .isEqualTo(NUMBERS.subList(1, 5));
    assertThat(list(FragmentSelectorType.PRODUCER_TIMESTAMP, begins.plusMillis(1), ends))
        .isEqualTo(NUMBERS.subList(2, 5));

    var first = LISTED.getFirst().serverTimestamp();
    var last = LISTED.getLast().serverTimestamp();
    assertThat(list(FragmentSelectorType.SERVER_TIMESTAMP, first, last)).isEqualTo(NUMBERS);
    assertThat(
            list(
                FragmentSelectorType.SERVER_TIMESTAMP, first.minusSeconds(9), first.minusMillis(1)))
        .isEmpty();
  }

  @Test
  void aTokenContinuesWithOrWithoutTheSelectorItCameFrom() {
    var archive = SDK.archive();
    var first = archive.listFragments(request -> request.streamName(STREAM).maxResults(4L));
    assertThat(first.fragments()).hasSize(4);

    var rest =
        archive.listFragments(request -> request.streamName(STREAM).nextToken(first.nextToken()));
    assertThat(rest.fragments())
        .extracting(Fragment::fragmentNumber)
        .isEqualTo(NUMBERS.subList(4, 6));
    assertThat(rest.nextToken()).isNull();

    var paged =
        archive.listFragmentsPaginator(
            request ->
                request
                    .streamName(STREAM)
                    .maxResults(2L)
                    .fragmentSelector(
                        selector ->
                            selector
                                .fragmentSelectorType(FragmentSelectorType.PRODUCER_TIMESTAMP)
                                .timestampRange(
                                    range ->
                                        range
                                            .startTimestamp(START)
                                            .endTimestamp(START.plusSeconds(60)))));
    assertThat(paged.fragments().stream().map(Fragment::fragmentNumber))
        .containsExactlyElementsOf(NUMBERS);
  }

  @Test
  void imagesOfEverySecondComePageByPage() {
    var images =
        SDK
            .archive()
            .getImagesPaginator(
                request ->
                    request
                        .streamName(STREAM)
                        .imageSelectorType(ImageSelectorType.PRODUCER_TIMESTAMP)
                        .startTimestamp(START.minusSeconds(1))
                        .endTimestamp(START.plusSeconds(12))
                        .samplingInterval(1000)
                        .format(Format.PNG)
                        .widthPixels(64)
                        .maxResults(5L))
            .images()
            .stream()
            .toList();

    for (int i = 0; i < images.size(); i++) {
      var image = images.get(i);
      assertThat(image.timeStamp()).isEqualTo(START.plusSeconds(i - 1));
      if (i == 0 || i == 13) {
        assertThat(image.error()).isEqualTo(ImageError.NO_MEDIA);
      } else {
        assertThat(Base64.getDecoder().decode(image.imageContent()))
            .startsWith(0x89, 'P', 'N', 'G');
      }
    }
    assertThat(images).hasSize(14);
  }

  @Test
  void mistakesComeBackAsTheModelledExceptions() {
    assertThatThrownBy(() -> SDK.getMediaFromEarliest("nowhere"))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThatThrownBy(
            () -> read(each -> each.startSelectorType(StartSelectorType.FRAGMENT_NUMBER)))
        .isInstanceOf(InvalidArgumentException.class);
    assertThatThrownBy(
            () ->
                read(
                    selector ->
                        selector
                            .startSelectorType(StartSelectorType.CONTINUATION_TOKEN)
                            .continuationToken("not-one-of-ours")))
        .isInstanceOf(InvalidArgumentException.class);

    var unknown = new BigInteger(NUMBERS.getFirst()).add(BigInteger.ONE).toString();
    assertThatThrownBy(() -> SDK.getMediaForFragments(STREAM, List.of(NUMBERS.get(1), unknown)))
        .isInstanceOf(
            software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.InvalidArgumentException
                .class)
        .hasMessageContaining("Fragment numbers are invalid :")
        .hasMessageContaining(unknown);
    assertThatThrownBy(() -> SDK.listFragments("nowhere"))
        .isInstanceOf(
            software.amazon.awssdk.services.kinesisvideoarchivedmedia.model
                .ResourceNotFoundException.class);
    assertThatThrownBy(
            () -> list(FragmentSelectorType.PRODUCER_TIMESTAMP, START, START.minusMillis(1)))
        .isInstanceOf(
            software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.InvalidArgumentException
                .class);
  }

  private static List<String> read(Consumer<StartSelector.Builder> selector) {
    var chunks = Chunk.of(SDK.getMedia(STREAM, selector));
    return chunks.stream().map(Chunk::number).toList();
  }

  private static List<String> list(FragmentSelectorType clock, Instant start, Instant end) {
    var answer =
        SDK.archive()
            .listFragments(
                request ->
                    request
                        .streamName(STREAM)
                        .fragmentSelector(
                            selector ->
                                selector
                                    .fragmentSelectorType(clock)
                                    .timestampRange(
                                        range -> range.startTimestamp(start).endTimestamp(end))));
    return answer.fragments().stream()
        .sorted(Comparator.comparing(Fragment::fragmentNumber))
        .map(Fragment::fragmentNumber)
        .toList();
  }

  /// The bits of a fragment number between its sequence and its random part.
  private static Instant serverTimeIn(String number) {
    return Instant.ofEpochMilli(new BigInteger(number).shiftRight(28).longValue());
  }

  private static String seconds(Instant time) {
    return "%d.%03d".formatted(time.getEpochSecond(), time.toEpochMilli() % 1_000);
  }
}
