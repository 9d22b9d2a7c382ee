package io.kinora.conformance.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.conformance.media.Ffmpeg;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.Artefacts;
import io.kinora.media.sample.SampleTable;
import io.kinora.media.ts.TsSegment;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// FFmpeg finds in segments, each alone and all joined, what it finds in the producer's document,
/// and has no complaint.
final class TransportStreamTest {
  private final Path folder = Artefacts.folder("transport-stream");

  @ParameterizedTest
  @EnumSource(
      names = {
        "H264",
        "H264_B_FRAMES",
        "H264_AAC",
        "HEVC",
        "AAC",
        "GSTREAMER_TENTH_OF_A_MILLISECOND",
        "GSTREAMER_FILE_AAC"
      })
  void everySampleIsPlayedAsItWasSent(Sample sample) throws Exception {
    var fragments = StoredFragment.of(sample.path());
    var all = new ByteArrayOutputStream();
    int pictures = 0;
    for (int i = 0; i < fragments.size(); i++) {
      byte[] segment = segment(fragments.get(i));
      all.writeBytes(segment);
      var alone = Files.write(folder.resolve(sample + "-" + i + ".ts"), segment);
      pictures += Ffmpeg.pictures(alone, 0).size();
    }
    var joined = Files.write(folder.resolve(sample + ".ts"), all.toByteArray());

    var tracks = fragments.getFirst().tracks();
    for (int i = 0; i < tracks.size(); i++) {
      if (tracks.get(i).isVideo()) {
        var source = Ffmpeg.pictures(sample.path(), tracks.get(i).index());
        assertThat(Ffmpeg.pictures(joined, i)).isEqualTo(source);
        // Alone, a segment cannot show what refers to the one before.
        assertThat(pictures)
            .as("pictures of single segments")
            .isBetween(
                sample == Sample.HEVC ? source.size() - fragments.size() : source.size(),
                source.size());
      }
      Ffmpeg.assertSameTimes(
          Ffmpeg.packets(joined, i), Ffmpeg.packets(sample.path(), tracks.get(i).index()));
    }
  }

  private static byte[] segment(StoredFragment fragment) throws Exception {
    var tables = new ArrayList<SampleTable>();
    for (var track : fragment.tracks()) {
      tables.add(SampleTable.of(track, fragment.frames()));
    }
    var segment = new ByteArrayOutputStream();
    TsSegment.write(
        List.copyOf(tables),
        fragment.clockMs(),
        0,
        (offset, size) -> Arrays.copyOfRange(fragment.cluster(), offset, offset + size),
        packets -> {
          var copy = new byte[packets.remaining()];
          packets.get(copy);
          segment.writeBytes(copy);
        });
    return segment.toByteArray();
  }
}
