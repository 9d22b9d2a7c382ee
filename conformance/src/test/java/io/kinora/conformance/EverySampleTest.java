package io.kinora.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.kinesisvideo.model.AckEventType;
import io.kinora.conformance.client.SdkV1Producer;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Chunk;
import io.kinora.conformance.media.Ffprobe;
import io.kinora.conformance.media.MediaFile;
import io.kinora.conformance.media.ParserLibrary;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.Artefacts;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.SigV4;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.Fragment;

/// What goes in comes out, for every muxer and codec that a producer may have: sent by SDK v1, read
/// by SDK v2, and compared byte for byte, frame for frame by AWS's parser library, and packet for
/// packet by FFmpeg. Long samples are left out that have nothing which a short one has not.
final class EverySampleTest {
  private static final Instant START = Instant.parse("2026-03-01T08:30:00.250Z");

  @AutoClose static final KinoraProcess KINORA = KinoraProcess.start("every-sample");
  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());

  private final Path folder = Artefacts.folder("every-sample-media");

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"H264_1080P_FOR_3_MINUTES", "CAMERA_FOR_A_MINUTE", "H264_NUMBERED"})
  @Execution(ExecutionMode.CONCURRENT)
  void everyFrameSentComesBackFromGetMediaAndFromGetMediaForFragmentList(Sample sample)
      throws IOException {
    var stream = sample.name();
    var sent = sample.read();
    SDK.createStream(stream);

    var uploaded = upload(stream, sent);
    var listed = SDK.listFragments(stream).stream().map(Fragment::fragmentNumber).toList();
    assertThat(listed).isEqualTo(uploaded);

    assertSame(sample, sent, uploaded, SDK.getMediaFromEarliest(stream));
    assertSame(sample, sent, uploaded, SDK.getMediaForFragments(stream, listed));
  }

  private static List<String> upload(String stream, MediaFile sent) {
    var request = SdkV1Producer.relative(stream, START, new ByteArrayInputStream(sent.bytes()));
    var outcome = SdkV1Producer.put(KINORA.endpoint(), SigV4.EXAMPLE, request).complete();
    var persisted = outcome.numbers(AckEventType.Values.PERSISTED);
    assertThat(persisted).as("PERSISTED of %s", outcome.acks()).hasSize(sent.chunks().size());
    return persisted;
  }

  private void assertSame(Sample sample, MediaFile sent, List<String> numbers, byte[] received)
      throws IOException {
    var file = Files.createTempFile(folder, sample.name(), ".mkv");
    Files.write(file, received);

    var chunks = Chunk.of(received);
    assertThat(chunks).extracting(Chunk::number).isEqualTo(numbers);
    assertThat(chunks)
        .as("what the producer sent, in %s", file)
        .extracting(Chunk::producerBytes)
        .isEqualTo(sent.chunks());
    var frames = ParserLibrary.frames(new ByteArrayInputStream(received));
    assertThat(frames)
        .as("frames of %s", file)
        .isNotEmpty()
        .isEqualTo(ParserLibrary.frames(new ByteArrayInputStream(sent.bytes())));
    assertThat(Ffprobe.packets(file))
        .as("packets of %s", file)
        .isEqualTo(Ffprobe.packets(sample.path()));
    Files.delete(file);
  }
}
