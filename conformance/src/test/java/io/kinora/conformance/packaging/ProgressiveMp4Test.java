package io.kinora.conformance.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.conformance.media.Ffmpeg;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.Artefacts;
import io.kinora.media.mp4.Clip;
import io.kinora.media.mp4.ClipClock;
import io.kinora.media.mp4.ClipSink;
import io.kinora.media.sample.PlayableTrack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// FFmpeg finds in a clip what it finds in the producer's document, and has no complaint.
final class ProgressiveMp4Test {
  private final Path folder = Artefacts.folder("progressive-mp4");

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {
        "MJPEG",
        "H264_1080P_FOR_3_MINUTES",
        "CAMERA_FOR_A_MINUTE",
        "H264_NUMBERED",
        "H264_FRAME_A_SECOND",
        "SOUND_AFTER_THE_PICTURE",
        "PICTURE_AFTER_THE_SOUND"
      })
  void everySampleIsPlayedAsItWasSent(Sample sample) throws Exception {
    var fragments = StoredFragment.of(sample.path());
    var file = folder.resolve(sample + ".mp4");
    write(fragments.getFirst().tracks(), ClipClock.PRODUCER, fragments, file);

    for (var track : fragments.getFirst().tracks()) {
      assertSame(track, sample.path(), file);
    }
  }

  @Test
  void fragmentsThatTheServerSawInTimeFollowEachOther() throws Exception {
    var fragments = StoredFragment.of(Sample.H264_B_FRAMES.path());
    var file = folder.resolve("server.mp4");
    write(fragments.getFirst().tracks(), ClipClock.SERVER, fragments, file);

    assertSame(fragments.getFirst().tracks().getFirst(), Sample.H264_B_FRAMES.path(), file);
  }

  @Test
  void aHoleAndAnOverlapAreNothingToComplainAbout() throws Exception {
    var fragments = StoredFragment.of(Sample.H264_AAC.path());
    var moved =
        fragments.stream()
            .map(fragment -> fragment.movedBy(fragment.equals(fragments.get(1)) ? -1000 : 0))
            .filter(fragment -> fragment.timestamp() != fragments.get(3).timestamp())
            .toList();
    var file = folder.resolve("hole.mp4");
    write(fragments.getFirst().tracks(), ClipClock.PRODUCER, moved, file);

    int frames = 0;
    for (var fragment : moved) {
      frames += fragment.frames().count();
    }
    var pictures = Ffmpeg.pictures(file, 0);
    assertThat(pictures.size() + Ffmpeg.packets(file, 1).size()).isEqualTo(frames);
  }

  private static void assertSame(PlayableTrack track, Path source, Path packaged) {
    if (track.isVideo()) {
      assertThat(Ffmpeg.pictures(packaged, track.index()))
          .isEqualTo(Ffmpeg.pictures(source, track.index()));
    }
    if (track.hasUnitSamples()) {
      assertThat(Ffmpeg.sound(packaged, track.index()))
          .isEqualTo(Ffmpeg.sound(source, track.index()));
    } else {
      Ffmpeg.assertSamePackets(
          Ffmpeg.packets(packaged, track.index()), Ffmpeg.packets(source, track.index()));
    }
  }

  private static void write(
      List<PlayableTrack> tracks, ClipClock clock, List<StoredFragment> fragments, Path file)
      throws Exception {
    var clip =
        Clip.of(
            tracks,
            clock,
            from -> fragments.subList(Math.toIntExact(from), fragments.size()).iterator());
    var mp4 = new ByteArrayOutputStream();
    var channel = Channels.newChannel(mp4);
    clip.write(
        0,
        clip.length(),
        new ClipSink<>() {
          @Override
          public void octets(ByteBuffer octets) throws IOException {
            channel.write(octets);
          }

          @Override
          public void slice(StoredFragment fragment, int offset, int size) {
            mp4.write(fragment.cluster(), offset, size);
          }
        });
    assertThat(mp4.size()).isEqualTo(clip.length());
    Files.write(file, mp4.toByteArray());
  }
}
