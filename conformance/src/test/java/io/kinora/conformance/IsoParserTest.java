package io.kinora.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinora.conformance.client.RecordedStream;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Ffmpeg;
import io.kinora.conformance.media.Ffmpeg.Packet;
import io.kinora.conformance.media.IsoSamples;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.Artefacts;
import io.kinora.conformance.process.KinoraProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ContainerFormat;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.DASHPlaybackMode;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.HLSPlaybackMode;

/// isoparser finds in every MP4 that is served the producer's frames, octet for octet, and their
/// times. Other than FFmpeg, it forgives nothing and repairs nothing.
final class IsoParserTest {
  private static final Pattern MAP = Pattern.compile("#EXT-X-MAP:URI=\"(.*)\"");

  @AutoClose static final KinoraProcess KINORA = KinoraProcess.start("isoparser");
  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  private final Path folder = Artefacts.folder("isoparser-media");

  @ParameterizedTest
  @EnumSource(names = {"H264_B_FRAMES", "H264_AAC", "HEVC"})
  void everySampleIsFoundInEveryForm(Sample sample) throws IOException {
    var stream = RecordedStream.create(KINORA.endpoint(), SDK, sample.name()).add(sample);
    var hls = stream.hls(HLSPlaybackMode.ON_DEMAND, ContainerFormat.FRAGMENTED_MP4);
    var dash = stream.dash(DASHPlaybackMode.ON_DEMAND);
    var clip = Files.write(folder.resolve(sample + ".mp4"), stream.clip());

    int fragments = sample.read().chunks().size();
    for (int i = 0; i < (sample == Sample.H264_AAC ? 2 : 1); i++) {
      var sent = Ffmpeg.packets(sample.path(), i);
      Ffmpeg.assertSamePackets(IsoSamples.progressive(clip, i), sent);
      Ffmpeg.assertSamePackets(IsoSamples.fragmented(byHls(hls, i + 1)), sent);
      // Its timeline adds up whole milliseconds; where a fragment's sound is longer than its video,
      // it overlaps the next one's.
      var byDash = IsoSamples.fragmented(byDash(dash, i + 1, fragments));
      assertThat(byDash)
          .extracting(Packet::hash)
          .containsExactlyInAnyOrderElementsOf(sent.stream().map(Packet::hash).toList());
      assertThat(byDash.getLast().time())
          .isCloseTo(sent.getLast().time(), within(100L + fragments));
    }
  }

  private Path byHls(String master, int track) throws IOException {
    var url = master.replace("MasterPlaylist", "MediaPlaylist") + "&TrackNumber=" + track;
    var playlist = new String(fetch(url), StandardCharsets.UTF_8);
    var map = MAP.matcher(playlist);
    assertThat(map.find()).isTrue();
    var uris = playlist.lines().filter(line -> !line.startsWith("#")).toList();
    return joined(url, map.group(1), uris, "hls-" + track);
  }

  private Path byDash(String manifest, int track, int fragments) throws IOException {
    var session = manifest.replaceFirst("getDASHManifest.mpd", "%s") + "&TrackNumber=" + track;
    var uris =
        IntStream.rangeClosed(1, fragments)
            .mapToObj(n -> session.formatted("getMP4MediaFragment.mp4") + "&SequenceNumber=" + n)
            .toList();
    return joined(manifest, session.formatted("getMP4InitFragment.mp4"), uris, "dash-" + track);
  }

  private Path joined(String base, String init, List<String> media, String name)
      throws IOException {
    var all = new ByteArrayOutputStream();
    all.writeBytes(fetch(URI.create(base).resolve(init).toString()));
    for (var uri : media) {
      all.writeBytes(fetch(URI.create(base).resolve(uri).toString()));
    }
    return Files.write(folder.resolve(name + ".mp4"), all.toByteArray());
  }

  private static byte[] fetch(String uri) throws IOException {
    try (var body = URI.create(uri).toURL().openStream()) {
      return body.readAllBytes();
    }
  }
}
