package io.kinora.conformance.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.conformance.media.Ffmpeg;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.Artefacts;
import io.kinora.media.MalformedMediaException;
import io.kinora.media.mp4.InitSegment;
import io.kinora.media.mp4.MediaSegment;
import io.kinora.media.sample.PlayableTrack;
import io.kinora.media.sample.SampleTable;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// FFmpeg finds in fragmented MP4 what it finds in the producer's document, and has no complaint.
/// Samples are left out that FFmpeg, writing into a pipe, cuts between frames that are shown in
/// another order: how their fragments join is known to the session that receives them.
final class FragmentedMp4Test {
  private final Path folder = Artefacts.folder("fragmented-mp4");

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {
        "MJPEG",
        "H264_CUT_ANYWHERE",
        "H264_OPEN_GOP",
        "HEVC_AAC",
        "H264_1080P_FOR_3_MINUTES",
        "CAMERA_FOR_A_MINUTE",
        "H264_NUMBERED",
        "H264_FRAME_A_SECOND",
        "SOUND_AFTER_THE_PICTURE",
        "PICTURE_AFTER_THE_SOUND"
      })
  void everyTrackOfEverySampleIsPlayedAsItWasSent(Sample sample) throws Exception {
    var fragments = StoredFragment.of(sample.path());
    for (var track : fragments.getFirst().tracks()) {
      var file = folder.resolve(sample + "-" + track.id() + ".mp4");
      Files.write(file, whole(track, fragments));

      assertSame(track, sample.path(), file);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"H264", "H264_B_FRAMES", "HEVC", "GSTREAMER_FILE_AAC", "H264_ALAW"})
  void partsOfFragmentsMakeTheSame(Sample sample) throws Exception {
    var fragments = StoredFragment.of(sample.path());
    for (var track : fragments.getFirst().tracks()) {
      var file = folder.resolve(sample + "-" + track.id() + "-parts.mp4");
      Files.write(file, inParts(track, fragments));

      assertSame(track, sample.path(), file);
    }
  }

  private static void assertSame(PlayableTrack track, Path source, Path packaged) {
    if (track.isVideo()) {
      assertThat(Ffmpeg.pictures(packaged, 0)).isEqualTo(Ffmpeg.pictures(source, track.index()));
    } else {
      var sound = Ffmpeg.sound(packaged, 0);
      // A fragmented movie cannot say that the encoder's first samples are not to be heard.
      if (track.track().codecDelayNs() == 0) {
        assertThat(sound).isEqualTo(Ffmpeg.sound(source, track.index()));
      }
    }
    if (!track.hasUnitSamples()) {
      Ffmpeg.assertSamePackets(Ffmpeg.packets(packaged, 0), Ffmpeg.packets(source, track.index()));
    }
  }

  private static byte[] whole(PlayableTrack track, List<StoredFragment> fragments)
      throws MalformedMediaException {
    var mp4 = new ByteArrayOutputStream();
    mp4.writeBytes(InitSegment.of(track));
    for (int i = 0; i < fragments.size(); i++) {
      var fragment = fragments.get(i);
      var samples = SampleTable.of(track, fragment.frames());
      append(MediaSegment.of(samples, fragment.clockMs(), i), fragment, mp4);
    }
    return mp4.toByteArray();
  }

  private static byte[] inParts(PlayableTrack track, List<StoredFragment> fragments)
      throws MalformedMediaException {
    var mp4 = new ByteArrayOutputStream();
    mp4.writeBytes(InitSegment.of(track));
    int sequence = 0;
    for (var fragment : fragments) {
      var samples = SampleTable.of(track, fragment.frames());
      for (var part : parts(samples)) {
        append(
            MediaSegment.part(samples, part[0], part[1], fragment.clockMs(), sequence++),
            fragment,
            mp4);
      }
    }
    return mp4.toByteArray();
  }

  /// As many parts as there can be.
  private static List<int[]> parts(SampleTable samples) {
    var parts = new ArrayList<int[]>();
    int from = 0;
    for (int i = 1; i <= samples.count(); i++) {
      if (i == samples.count() || samples.mayEndBefore(i)) {
        parts.add(new int[] {from, i});
        from = i;
      }
    }
    return parts;
  }

  private static void append(
      MediaSegment segment, StoredFragment fragment, ByteArrayOutputStream mp4) {
    int start = mp4.size();
    mp4.writeBytes(segment.head());
    segment.slices((offset, size) -> mp4.write(fragment.cluster(), offset, size));
    assertThat(mp4.size() - start).isEqualTo(segment.length());
  }
}
