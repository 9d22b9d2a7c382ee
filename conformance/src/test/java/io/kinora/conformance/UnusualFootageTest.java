package io.kinora.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinora.conformance.client.Player;
import io.kinora.conformance.client.RecordedStream;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Remux;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.Artefacts;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.Matroska;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ContainerFormat;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.DASHPlaybackMode;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.HLSPlaybackMode;

/// What producers rarely send, and no muxer makes by itself: FFmpeg decodes all of it behind every
/// URL, and in a clip.
final class UnusualFootageTest {
  private static final long MILLISECOND = 1_000_000;
  private static final HexFormat HEX = HexFormat.of();

  @AutoClose static final KinoraProcess KINORA = KinoraProcess.start("unusual-footage");
  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  @ParameterizedTest
  @EnumSource(names = {"SOUND_AFTER_THE_PICTURE", "PICTURE_AFTER_THE_SOUND"})
  void aTrackMayEndBeforeTheOther(Sample sample) throws IOException {
    var stream = RecordedStream.create(KINORA.endpoint(), SDK, sample.name()).add(sample);

    for (var url : urls(stream)) {
      for (var track : List.of("v", "a")) {
        assertThat(Player.decoded(url, track))
            .as("%s of %s", track, url)
            .isEqualTo(Player.decoded(sample.path().toString(), track));
      }
    }
  }

  /// FFmpeg ends a Cluster each second if it writes into a pipe, be it between two frames that are
  /// shown in another order.
  @Test
  void clustersMayEndBetweenReorderedFrames() throws IOException {
    var sample = Sample.H264_CUT_ANYWHERE;
    var stream = RecordedStream.create(KINORA.endpoint(), SDK, "cut-anywhere").add(sample);

    var source = sample.path().toString();
    var urls = urls(stream);
    for (var url : urls) {
      assertThat(Player.decoded(url, "a")).as(url).isEqualTo(Player.decoded(source, "a"));
    }
    for (var url : List.of(urls.get(1), urls.getLast())) {
      assertThat(Player.decoded(url, "v")).as(url).isEqualTo(Player.decoded(source, "v"));
    }
    assertThat(times(urls.getLast())).isEqualTo(times(source));
    // FFmpeg moves what it reads of fragmented MP4 by the longest time that frames are shown before
    // they are decoded, as far as it has read, and leaves out a picture when that becomes longer.
    for (var url : List.of(urls.getFirst(), urls.get(2))) {
      assertThat(hashes(url)).as(url).containsExactlyInAnyOrderElementsOf(hashes(source));
    }
  }

  private static List<String> hashes(String source) {
    return Player.packets(source, "v").stream().map(Player.Packet::hash).toList();
  }

  /// To the hundredth of a second.
  private static List<Long> times(String source) {
    return Player.packets(source, "v").stream().map(packet -> (packet.timeMs() + 5) / 10).toList();
  }

  @Test
  void clocksOfAllUnitsMayFollowEachOther() throws IOException {
    var sample = Sample.H264_FRAME_A_SECOND;
    var remux = Remux.of(sample);
    var stream =
        RecordedStream.create(KINORA.endpoint(), SDK, "units")
            .add(remux.document(1_000 * MILLISECOND, 3, 0, ""), Duration.ZERO)
            .add(remux.document(100, 1, 0, ""), Duration.ofSeconds(6))
            .add(remux.document(MILLISECOND, 2, 0, ""), Duration.ofSeconds(12));

    var pictures = repeated(3, Player.decoded(sample.path().toString(), "v"));
    for (var url : urls(stream)) {
      assertThat(Player.decoded(url, "v")).as(url).isEqualTo(pictures);
    }
    for (var url : List.of(urls(stream).getFirst(), clip(stream))) {
      var packets = Player.packets(url, "v");
      for (int i = 0; i < packets.size(); i++) {
        assertThat(packets.get(i).timeMs()).isCloseTo(1_000L * i, within(Player.TOLERANCE_MS));
      }
    }
  }

  /// As a producer does that reconnects without a new request.
  @Test
  void anotherHeaderMayFollowTheTagsOfAFragment() throws IOException {
    var sample = Sample.H264_B_FRAMES;
    var remux = Remux.of(sample);
    var session =
        Matroska.concat(
            remux.document(MILLISECOND, 30, 0, "\0"),
            Matroska.tags("room", "cellar"),
            Matroska.endOfFragment(),
            remux.document(MILLISECOND, 30, 12_000, ""),
            Matroska.tags("room", "attic"));
    var stream =
        RecordedStream.create(KINORA.endpoint(), SDK, "headers").add(session, Duration.ZERO);

    var pictures = repeated(2, Player.decoded(sample.path().toString(), "v"));
    for (var url : urls(stream)) {
      assertThat(Player.decoded(url, "v")).as(url).isEqualTo(pictures);
    }
  }

  /// AudioSpecificConfig with the rate in 24 bits (ISO/IEC 14496-3, 1.6.2.1), in place of the five
  /// octets that FFmpeg writes: AAC-LC, 48 kHz, one channel.
  @Test
  void theRateOfSoundMayBeAnExplicitNumber() throws IOException {
    var sample = Sample.H264_AAC;
    var document = HEX.formatHex(sample.read().bytes());
    var explicit = document.replaceFirst("118856e500", "17805dc008");
    assertThat(explicit).isNotEqualTo(document);
    var stream = RecordedStream.create(KINORA.endpoint(), SDK, "explicit-rate");
    stream.add(HEX.parseHex(explicit), Duration.ZERO);

    for (var url : urls(stream)) {
      assertThat(Player.decoded(url, "a"))
          .as(url)
          .isEqualTo(Player.decoded(sample.path().toString(), "a"));
    }
  }

  private static List<String> urls(RecordedStream stream) throws IOException {
    return List.of(
        stream.hls(HLSPlaybackMode.ON_DEMAND, ContainerFormat.FRAGMENTED_MP4),
        stream.hls(HLSPlaybackMode.ON_DEMAND, ContainerFormat.MPEG_TS),
        stream.dash(DASHPlaybackMode.ON_DEMAND),
        clip(stream));
  }

  private static String clip(RecordedStream stream) throws IOException {
    Path file = Artefacts.folder("unusual-clip").resolve("clip.mp4");
    return Files.write(file, stream.clip()).toString();
  }

  private static List<String> repeated(int times, List<String> list) {
    return Collections.nCopies(times, list).stream().flatMap(List::stream).toList();
  }
}
