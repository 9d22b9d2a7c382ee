package io.kinora.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.conformance.client.Gstreamer;
import io.kinora.conformance.client.Gstreamer.Generation;
import io.kinora.conformance.client.Player;
import io.kinora.conformance.client.RecordedStream;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.Artefacts;
import io.kinora.conformance.process.KinoraProcess;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.ContainerFormat;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.DASHPlaybackMode;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.HLSPlaybackMode;

/// GStreamer decodes every form of what was recorded to the pictures, the times and the sound that
/// it makes of the producer's document.
final class GstreamerPlaysTest {
  @AutoClose static final KinoraProcess KINORA = KinoraProcess.start("gstreamer-plays");
  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  @ParameterizedTest
  @EnumSource(names = {"H264_B_FRAMES", "H264_AAC", "HEVC", "H264_ALAW", "H264_MULAW_FILE"})
  void everyFormIsDecodedToWhatWasSent(Sample sample) throws IOException {
    var stream = RecordedStream.create(KINORA.endpoint(), SDK, sample.name()).add(sample);
    boolean aac = sample == Sample.H264_AAC;
    boolean sound = aac || sample == Sample.H264_ALAW || sample == Sample.H264_MULAW_FILE;
    var source = Gstreamer.play(Generation.HLSDEMUX2, sample.path().toUri().toString(), sound);

    // The older demultiplexer of HLS sometimes never says that it is done where there is sound
    // beside the pictures, long after it has handed out all of both.
    var generations = sound ? new Generation[] {Generation.HLSDEMUX2} : Generation.values();
    for (var generation : generations) {
      var hls = stream.hls(HLSPlaybackMode.ON_DEMAND, ContainerFormat.FRAGMENTED_MP4);
      var byHls = Gstreamer.play(generation, hls, sound);
      byHls.assertPicturesOf(source, Player.TOLERANCE_MS);
      var byDash = Gstreamer.play(generation, stream.dash(DASHPlaybackMode.ON_DEMAND), sound);
      // Its timeline adds up whole milliseconds, one rounding for each fragment.
      int fragments = sample.read().chunks().size();
      byDash.assertPicturesOf(source, Player.TOLERANCE_MS + fragments);
      assertThat(byDash.sound()).isEqualTo(source.sound());
      // By HLS its decoder of AAC begins anew where a fragment's clock was rounded.
      if (!aac) {
        assertThat(byHls.sound()).isEqualTo(source.sound());
      }
      if (aac || sample == Sample.H264_B_FRAMES) {
        var ts = stream.hls(HLSPlaybackMode.ON_DEMAND, ContainerFormat.MPEG_TS);
        Gstreamer.play(generation, ts, sound).assertPicturesOf(source, Player.TOLERANCE_MS);
      }
    }

    var file = Artefacts.folder("gstreamer-clip").resolve(sample + ".mp4");
    Files.write(file, stream.clip());
    var clip = Gstreamer.play(Generation.HLSDEMUX2, file.toUri().toString(), sound);
    clip.assertPicturesOf(source, Player.TOLERANCE_MS);
    assertThat(clip.sound()).isEqualTo(source.sound());
  }
}
