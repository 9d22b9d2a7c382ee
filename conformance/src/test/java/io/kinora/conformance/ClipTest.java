package io.kinora.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.conformance.client.SdkV1Producer;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Ffmpeg;
import io.kinora.conformance.media.Ffmpeg.Packet;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.Artefacts;
import io.kinora.conformance.process.Command;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.SigV4;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ClipFragmentSelectorType;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.NoDataRetentionException;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.UnsupportedStreamMediaTypeException;

/// GetClip asked by the SDK for Java v2 and by curl, and played by FFmpeg and GStreamer.
final class ClipTest {
  private static final Instant START = Instant.parse("2026-03-01T08:30:00.250Z");

  @AutoClose static final KinoraProcess KINORA = KinoraProcess.start("clip");
  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  private final Path folder = Artefacts.folder("clip-media");

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"MJPEG", "H264_1080P_FOR_3_MINUTES", "CAMERA_FOR_A_MINUTE", "H264_NUMBERED"})
  void aClipPlaysAsWhatWasSent(Sample sample) throws IOException {
    SDK.createStream(sample.name());
    send(sample.name(), sample, START);

    var file = save(sample + ".mp4", clip(sample.name(), START.plusSeconds(60)));

    var types = trackTypes(file);
    assertThat(types).isEqualTo(trackTypes(sample.path()));
    for (int track = 0; track < types.size(); track++) {
      assertSame(sample, track, types.get(track), file);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "H264_AAC, h264parse ! avdec_h264, video_0",
    "HEVC_AAC, h265parse ! avdec_h265, video_0",
    "H264_AAC, aacparse ! avdec_aac, audio_0"
  })
  void gstreamerDecodesTheSameFrames(Sample sample, String decoder, String pad) throws IOException {
    var stream = "gst-" + sample + "-" + pad;
    SDK.createStream(stream);
    send(stream, sample, START);
    var file = save(stream + ".mp4", clip(stream, START.plusSeconds(60)));

    assertThat(gstreamer(file, "qtdemux", pad, decoder))
        .isNotEmpty()
        .isEqualTo(gstreamer(sample.path(), "matroskademux", pad, decoder));
  }

  @Test
  void aHoleInTheFootageIsAHoleInTheClip() throws IOException {
    SDK.createStream("hole");
    send("hole", Sample.H264_AAC, START);
    send("hole", Sample.H264_AAC, START.plusSeconds(20));

    var file = save("hole.mp4", clip("hole", START.plusSeconds(60)));

    for (int track = 0; track < 2; track++) {
      var once = Ffmpeg.packets(Sample.H264_AAC.path(), track);
      var packets = Ffmpeg.packets(file, track);
      assertThat(packets).hasSize(2 * once.size());
      Ffmpeg.assertSamePackets(packets.subList(0, once.size()), once);
      var again = packets.subList(once.size(), packets.size());
      assertThat(again).extracting(Packet::hash).isEqualTo(hashes(once));
      assertThat(again.getFirst().time()).isBetween(19_998L, 20_002L);
    }
  }

  @Test
  void footageThatOverlapsGoesOnWhereTheOneBeforeEnded() throws IOException {
    SDK.createStream("overlap");
    send("overlap", Sample.H264, START);
    send("overlap", Sample.H264, START.plusMillis(11_500));

    var file = save("overlap.mp4", clip("overlap", START.plusSeconds(60)));

    var once = hashes(Ffmpeg.packets(Sample.H264.path(), 0));
    var packets = Ffmpeg.packets(file, 0);
    assertThat(packets).hasSize(2 * once.size());
    assertThat(hashes(packets.subList(0, once.size()))).isEqualTo(once);
    assertThat(packets).extracting(Packet::time).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void theServersClockPlaysWhatArrivedAtOnceAtItsOwnPace() throws IOException {
    SDK.createStream("server");
    var before = Instant.now();
    send("server", Sample.H264_B_FRAMES, START);
    var answer =
        SDK.archive()
            .getClipAsBytes(
                request ->
                    request
                        .streamName("server")
                        .clipFragmentSelector(
                            selector ->
                                selector
                                    .fragmentSelectorType(ClipFragmentSelectorType.SERVER_TIMESTAMP)
                                    .timestampRange(
                                        range ->
                                            range
                                                .startTimestamp(before)
                                                .endTimestamp(Instant.now()))));

    var file = save("server.mp4", answer.asByteArray());
    assertSame(Sample.H264_B_FRAMES, 0, "video", file);
  }

  @Test
  void mistakesComeBackAsTheModelledExceptions() throws IOException {
    assertThatThrownBy(() -> clip("nowhere", START.plusSeconds(1)))
        .isInstanceOf(ResourceNotFoundException.class);
    SDK.createStream("mistakes");
    assertThatThrownBy(() -> clip("mistakes", START.plusSeconds(1)))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("No fragments found in the stream for the clip request.");
    assertThatThrownBy(() -> clip("mistakes", START)).isInstanceOf(InvalidArgumentException.class);
    assertThatThrownBy(() -> clip("mistakes", START.plusSeconds(24 * 3600 + 1)))
        .isInstanceOf(InvalidArgumentException.class);
    SDK.control().createStream(request -> request.streamName("forgets"));
    assertThatThrownBy(() -> clip("forgets", START.plusSeconds(1)))
        .isInstanceOf(NoDataRetentionException.class);
    send("mistakes", Sample.MJPEG, START);
    assertThatThrownBy(() -> clip("mistakes", START.plusSeconds(60)))
        .isInstanceOf(UnsupportedStreamMediaTypeException.class);
  }

  @Test
  void curlFetchesALinkGoesOnWhereItStoppedAndTakesParts() throws IOException {
    SDK.createStream("link");
    send("link", Sample.H264_AAC, START);
    var whole = clip("link", START.plusSeconds(60));
    var link = link("link");

    var downloads = folder.resolve("curl");
    Files.createDirectories(downloads);
    curl("-OJ", "--output-dir", downloads.toString(), link);
    var named = downloads.resolve("link-20260301T083000Z.mp4");
    assertThat(Files.readAllBytes(named)).isEqualTo(whole);

    Files.write(named, Arrays.copyOf(whole, whole.length / 3));
    curl("-C", "-", "-o", named.toString(), link);
    assertThat(Files.readAllBytes(named)).isEqualTo(whole);

    assertThat(curl("-r", "100-299", link).output()).isEqualTo(Arrays.copyOfRange(whole, 100, 300));
    assertThat(curl("-r", "-50", link).output())
        .isEqualTo(Arrays.copyOfRange(whole, whole.length - 50, whole.length));
    assertThat(curl("-I", link).text())
        .contains("HTTP/1.1 200", "Content-Length: " + whole.length, "Accept-Ranges: bytes");
  }

  @Test
  void ffmpegSeeksInALink() throws IOException {
    SDK.createStream("seek");
    send("seek", Sample.H264_B_FRAMES, START);
    var file = save("seek.mp4", clip("seek", START.plusSeconds(60)));

    assertThat(pictureAt(7, link("seek"))).isEqualTo(pictureAt(7, file.toString()));
  }

  @Test
  void gstreamerPlaysALink() throws IOException {
    SDK.createStream("gst-link");
    send("gst-link", Sample.H264, START);
    var file = save("gst-link.mp4", clip("gst-link", START.plusSeconds(60)));

    assertThat(
            decoded("souphttpsrc location=" + link("gst-link"), "qtdemux", "video_0", "h264parse"))
        .isEqualTo(gstreamer(file, "qtdemux", "video_0", "h264parse"));
  }

  private static void send(String stream, Sample sample, Instant start) {
    var payload = new ByteArrayInputStream(sample.read().bytes());
    var request = SdkV1Producer.relative(stream, start, payload);
    SdkV1Producer.put(KINORA.endpoint(), SigV4.EXAMPLE, request).complete();
  }

  private static byte[] clip(String stream, Instant end) {
    return SDK.clip(stream, START, end);
  }

  private static String link(String stream) {
    var selector =
        "{\"FragmentSelectorType\":\"PRODUCER_TIMESTAMP\",\"TimestampRange\":"
            + "{\"StartTimestamp\":%d,\"EndTimestamp\":%d}}"
                .formatted(START.getEpochSecond(), START.getEpochSecond() + 60);
    return "%s/getClip?StreamName=%s&ClipFragmentSelector=%s"
        .formatted(KINORA.endpoint(), stream, URLEncoder.encode(selector, StandardCharsets.UTF_8));
  }

  private Path save(String name, byte[] octets) throws IOException {
    Files.createDirectories(folder);
    return Files.write(folder.resolve(name), octets);
  }

  private static void assertSame(Sample sample, int track, String type, Path file) {
    if (type.equals("video")) {
      assertThat(Ffmpeg.pictures(file, track)).isEqualTo(Ffmpeg.pictures(sample.path(), track));
    }
    var unitSamples = List.of(Sample.H264_ALAW, Sample.H264_MULAW, Sample.H264_MULAW_FILE);
    if (type.equals("audio") && unitSamples.contains(sample)) {
      // One sample of one octet is one sample of the MP4: no packets to compare.
      assertThat(Ffmpeg.sound(file, track)).isEqualTo(Ffmpeg.sound(sample.path(), track));
    } else {
      Ffmpeg.assertSamePackets(Ffmpeg.packets(file, track), Ffmpeg.packets(sample.path(), track));
    }
  }

  private static List<String> hashes(List<Packet> packets) {
    return packets.stream().map(Packet::hash).toList();
  }

  private static List<String> trackTypes(Path file) {
    return Command.of(
            "ffprobe",
            "-v",
            "error",
            "-show_entries",
            "stream=codec_type",
            "-of",
            "csv=print_section=0",
            file.toString())
        .succeed()
        .text()
        .lines()
        .toList();
  }

  private static String pictureAt(int second, String source) {
    return Command.of(
            "ffmpeg",
            "-v",
            "error",
            "-ss",
            String.valueOf(second),
            "-i",
            source,
            "-frames:v",
            "1",
            "-f",
            "md5",
            "-")
        .succeed()
        .text();
  }

  private byte[] gstreamer(Path file, String demuxer, String pad, String decoder)
      throws IOException {
    return decoded("filesrc location=" + file.toAbsolutePath(), demuxer, pad, decoder);
  }

  /// What comes out of a pipeline.
  private byte[] decoded(String source, String demuxer, String pad, String decoder)
      throws IOException {
    var out = folder.resolve("gst-" + demuxer + "-" + pad + ".raw");
    Files.createDirectories(folder);
    var pipeline =
        "gst-launch-1.0 -q %s ! %s name=d d.%s ! %s ! filesink location=%s"
            .formatted(source, demuxer, pad, decoder, out.toAbsolutePath());
    Command.of(pipeline.split(" ")).succeed();
    return Files.readAllBytes(out);
  }

  private static Command.Result curl(String... arguments) {
    var all = new ArrayList<>(List.of("curl", "-sS", "--fail"));
    all.addAll(List.of(arguments));
    return Command.of(all.toArray(String[]::new)).succeed();
  }
}
