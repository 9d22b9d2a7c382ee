package io.kinora.media.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.media.sample.Frames;
import io.kinora.media.sample.PlayableTrack;
import io.kinora.testkit.Golden;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mp4parser.Box;
import org.mp4parser.boxes.iso14496.part12.MediaHeaderBox;
import org.mp4parser.boxes.iso14496.part12.TrackExtendsBox;
import org.mp4parser.boxes.iso14496.part12.TrackHeaderBox;
import org.mp4parser.boxes.iso14496.part15.AvcConfigurationBox;
import org.mp4parser.boxes.iso14496.part15.HevcConfigurationBox;
import org.mp4parser.boxes.sampleentry.AudioSampleEntry;
import org.mp4parser.boxes.sampleentry.VisualSampleEntry;

/// What players learn of a track.
final class InitSegmentTest {
  private static final String ENTRY = "moov[0]/trak[0]/mdia[0]/minf[0]/stbl[0]/stsd[0]/";

  static Stream<Arguments> tracks() {
    return Stream.of(
        Arguments.of("h264", Frames.h264()),
        Arguments.of("hevc", Frames.hevc()),
        Arguments.of("aac", Frames.aac()),
        Arguments.of("alaw", Frames.alaw()),
        Arguments.of("mulaw-stereo", Frames.mulawStereo()));
  }

  @ParameterizedTest
  @MethodSource("tracks")
  void itsOctetsAreAsWrittenDown(String name, PlayableTrack track) throws Exception {
    String digits = HexFormat.of().formatHex(InitSegment.of(track)).replaceAll(".{64}", "$0\n");

    Golden.check(Path.of("src/test/resources/mp4/init-" + name + ".txt"), digits + "\n");
  }

  @Test
  void h264IsDescribed() {
    var movie = Movie.read(InitSegment.of(Frames.h264()));

    assertThat(movie.box(TrackHeaderBox.class, "moov[0]/trak[0]/tkhd[0]"))
        .returns(1L, TrackHeaderBox::getTrackId)
        .returns(640.0, TrackHeaderBox::getWidth)
        .returns(480.0, TrackHeaderBox::getHeight);
    assertThat(movie.box(MediaHeaderBox.class, "moov[0]/trak[0]/mdia[0]/mdhd[0]"))
        .returns(1000L, MediaHeaderBox::getTimescale)
        .returns("und", MediaHeaderBox::getLanguage);
    assertThat(movie.box(VisualSampleEntry.class, ENTRY + "avc1[0]"))
        .returns(640, VisualSampleEntry::getWidth)
        .returns(480, VisualSampleEntry::getHeight);
    var avcC = movie.box(AvcConfigurationBox.class, ENTRY + "avc1[0]/avcC[0]");
    assertThat(avcC.getSequenceParameterSets()).hasSize(1);
    assertThat(movie.box(TrackExtendsBox.class, "moov[0]/mvex[0]/trex[0]").getTrackId())
        .isEqualTo(1);
  }

  @Test
  void h265PromisesItsParameterSets() {
    var movie = Movie.read(InitSegment.of(Frames.hevc()));

    var hvcC = movie.box(HevcConfigurationBox.class, ENTRY + "hvc1[0]/hvcC[0]");
    assertThat(hvcC.getArrays())
        .hasSize(3)
        .allSatisfy(array -> assertThat(array.array_completeness).isTrue());
  }

  @Test
  void aacCarriesItsWholeConfiguration() {
    var movie = Movie.read(InitSegment.of(Frames.aac()));

    assertThat(movie.box(AudioSampleEntry.class, ENTRY + "mp4a[0]"))
        .returns(1, AudioSampleEntry::getChannelCount)
        .returns(48_000L, AudioSampleEntry::getSampleRate);
    assertThat(InitSegment.of(Frames.aac()))
        .containsSequence(HexFormat.of().parseHex("0505" + Frames.AAC));
  }

  @Test
  void aConfigurationMayBeSoLongThatItsLengthTakesMoreThanAnOctet() {
    String config = Frames.AAC + "00".repeat(300);
    var track = Frames.track(Frames.audio("A_AAC", config, 0), Frames.MS);

    assertThat(InitSegment.of(track))
        .containsSequence(HexFormat.of().parseHex("058231" + Frames.AAC));
  }

  @Test
  void g711SaysOnceThatEveryMomentIsASample() {
    var movie = Movie.read(InitSegment.of(Frames.mulawStereo()));

    assertThat(movie.box(Box.class, ENTRY + "ulaw[0]").getSize()).isEqualTo(36);
    assertThat(movie.box(TrackExtendsBox.class, "moov[0]/mvex[0]/trex[0]"))
        .returns(1L, TrackExtendsBox::getDefaultSampleDuration)
        .returns(2L, TrackExtendsBox::getDefaultSampleSize);
  }
}
