package io.kinora.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What no camera should send. Whatever comes of it, the server answers, and good footage is good
/// afterwards.
final class HostileMediaTest {
  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private ImageServer server;

  @SuppressWarnings("NullAway.Init")
  private List<byte[]> good;

  @BeforeEach
  void start() throws Exception {
    good =
        HandmadeMkv.accessUnits(Footage.raw(folder, "320x180", 10)).stream()
            .map(unit -> HandmadeMkv.withLengths(unit, 4))
            .toList();
    server = ImageServer.start(folder.resolve("data"), Map.of());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void framesOfRandomOctetsAreMediaErrors() throws Exception {
    var random = new Random(1);
    var frames = new ArrayList<byte[]>();
    for (int i = 0; i < 10; i++) {
      var frame = new byte[5000];
      random.nextBytes(frame);
      frames.add(frame);
    }
    put(frames);

    assertThat(images().errors()).containsOnly("MEDIA_ERROR");
    assertGoodFootageIsGood();
  }

  @Test
  void emptyFramesAreMediaErrorsAndTheOthersAreShown() throws Exception {
    var frames = new ArrayList<>(good);
    frames.set(9, new byte[0]);
    put(frames);

    assertThat(images().errors()).containsExactly("", "", "", "MEDIA_ERROR");
  }

  @Test
  void aKeyFrameThatIsMissingCostsItsFragment() throws Exception {
    var frames = new ArrayList<>(good);
    frames.set(0, new byte[0]);
    put(frames);

    assertThat(images().errors()).containsOnly("MEDIA_ERROR");
    assertGoodFootageIsGood();
  }

  @Test
  void framesCutShortAreAnswered() throws Exception {
    put(good.stream().map(frame -> Arrays.copyOf(frame, frame.length / 2 + 1)).toList());

    assertThat(images().entries()).hasSize(4);
    assertGoodFootageIsGood();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void damagedFramesAreAnswered(long seed) throws Exception {
    var random = new Random(seed);
    put(
        good.stream()
            .map(
                frame -> {
                  var damaged = frame.clone();
                  for (int i = 0; i < 20; i++) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                  }
                  return damaged;
                })
            .toList());

    assertThat(images().entries()).hasSize(4);
    assertGoodFootageIsGood();
  }

  @Test
  void aPictureBeyondAllLevelsIsAMediaError() throws Exception {
    var frames = new ArrayList<>(good);
    frames.set(0, HandmadeMkv.replacingSps(good.getFirst(), HandmadeMkv.sps(16_384, 16_384)));
    put(frames);

    assertThat(images().errors()).containsOnly("MEDIA_ERROR");
    assertGoodFootageIsGood();
  }

  @Test
  void aCodecPrivateOfRandomOctetsIsAnswered() throws Exception {
    var codecPrivate = new byte[1000];
    new Random(1).nextBytes(codecPrivate);
    server.put(HandmadeMkv.write(folder.resolve("made.mkv"), codecPrivate, good));

    assertThat(images().errors()).containsOnly("MEDIA_ERROR");
    assertGoodFootageIsGood();
  }

  @Test
  void aDecoderThatWasKilledIsReplaced() throws Exception {
    put(good);
    assertThat(images().frames()).containsExactly(0, 3, 6, 9);

    ProcessHandle.current()
        .children()
        .forEach(
            decoder -> {
              decoder.destroyForcibly();
              decoder.onExit().join();
            });

    assertThat(images().frames()).containsExactly(0, 3, 6, 9);
  }

  @Test
  void aDecoderUsesNoMoreMemoryThanItMay() throws Exception {
    put(good);
    images();

    var limits =
        ProcessHandle.current()
            .children()
            .map(decoder -> Path.of("/proc/" + decoder.pid() + "/limits"))
            .map(HostileMediaTest::read)
            .toList();

    assertThat(limits)
        .singleElement()
        .asString()
        .containsPattern("Max data size +1073741824 ")
        .containsPattern("Max file size +0 ");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }

  private ImageServer.Answer images() throws Exception {
    return server.images(0, 900, ",\"SamplingInterval\":300");
  }

  private void put(List<byte[]> frames) throws Exception {
    server.put(HandmadeMkv.write(folder.resolve("made.mkv"), new byte[0], frames));
  }

  /// The newest fragment of equal times is the one that is shown.
  private void assertGoodFootageIsGood() throws Exception {
    put(good);
    assertThat(images().frames()).containsExactly(0, 3, 6, 9);
  }
}
