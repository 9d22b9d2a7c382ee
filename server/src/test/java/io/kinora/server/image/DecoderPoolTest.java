package io.kinora.server.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.server.KinoraConfig;
import io.kinora.server.image.ScriptedDecoder.Script;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Decoders as real processes, good ones and bad ones.
@Timeout(120)
final class DecoderPoolTest {
  @TempDir private Path folder;

  @Test
  void aDecoderIsUsedAgain() throws Exception {
    try (var pool = pool(Script.ANSWERS, Map.of())) {
      int first = pid(pool, 1);

      assertThat(pid(pool, 1)).isEqualTo(first);
    }
  }

  @Test
  void anIdleDecoderIsStopped() throws Exception {
    try (var pool = pool(Script.ANSWERS, Map.of("image.idle-timeout", "20ms"))) {
      pid(pool, 1);

      children().forEach(child -> child.onExit().join());

      assertThat(answers(pool, 1)).hasOnlyElementsOfType(Answer.Image.class);
    }
  }

  @Test
  void aCrashCostsTheImagesThatWereNotMadeYetAndNothingElse() throws Exception {
    try (var pool = pool(Script.CRASHES_ONCE, Map.of())) {
      assertThat(answers(pool, 3))
          .hasExactlyElementsOfTypes(Answer.Image.class, Answer.Failed.class, Answer.Failed.class);
      assertThat(answers(pool, 3)).hasSize(3).hasOnlyElementsOfType(Answer.Image.class);
    }
  }

  @Test
  void aDecoderThatIsKilledInTheMiddleOfAJobIsReplaced() throws Exception {
    try (var pool = pool(Script.STALLS_ONCE, Map.of());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var begun = new CountDownLatch(1);
      var job = threads.submit(() -> pool.decode(job(1, begun)).answers());
      begun.await();

      children().forEach(ProcessHandle::destroyForcibly);

      assertThat(job.get()).containsExactly(new Answer.Failed());
      assertThat(answers(pool, 1)).hasOnlyElementsOfType(Answer.Image.class);
    }
  }

  @Test
  void aDecoderThatHangsIsEndedByTheClock() throws Exception {
    try (var pool = pool(Script.STALLS_ONCE, Map.of("image.job-timeout", "300ms"))) {
      assertThat(answers(pool, 2)).containsExactly(new Answer.Failed(), new Answer.Failed());
      assertThat(answers(pool, 1)).hasOnlyElementsOfType(Answer.Image.class);
    }
  }

  @Test
  void aDecoderThatReadsNothingIsEndedByTheClock() throws Exception {
    try (var pool = pool(Script.IS_DEAF, Map.of("image.job-timeout", "300ms"))) {
      assertThat(answers(pool, 2)).containsExactly(new Answer.Failed(), new Answer.Failed());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SENDS_TOO_LARGE_IMAGES", "ANSWERS_NONSENSE", "LEAVES_ALL", "DIES_AT_ONCE"})
  void aDecoderThatBreaksTheProtocolMakesNoImages(Script script) throws Exception {
    try (var pool = pool(script, Map.of())) {
      assertThat(answers(pool, 1)).containsExactly(new Answer.Failed());
      children().forEach(child -> child.onExit().join());
    }
  }

  @Test
  void aDecoderThatSendsMoreThanAJobMayHoldIsEnded() throws Exception {
    try (var pool = pool(Script.SENDS_TOO_MANY_OCTETS, Map.of())) {
      assertThat(answers(pool, 10))
          .filteredOn(Answer.Image.class::isInstance)
          .as("the last image may go beyond the bound")
          .hasSize(DecoderProcess.JOB_BYTES_MAX / 4_000_000 + 1);
    }
  }

  @Test
  void aDecoderThatDoesNotGetReadyIsEndedAndNotTriedAgainAtOnce() throws Exception {
    try (var pool = pool(Script.NEVER_GREETS, Map.of("image.start-timeout", "300ms"))) {
      assertThat(answers(pool, 1)).containsExactly(new Answer.Failed());
      children().forEach(child -> child.onExit().join());

      assertThat(answers(pool, 1)).containsExactly(new Answer.Failed());
      assertThat(children()).isEmpty();
    }
  }

  @Test
  void withoutADecoderThereAreNoImages() throws Exception {
    try (var pool = pool(folder.resolve("nothing"), Map.of())) {
      assertThat(answers(pool, 1)).containsExactly(new Answer.Failed());
    }
  }

  @Test
  void framesThatCannotBeReadAreTheServersFailureNotTheMedias() throws Exception {
    try (var pool = pool(Script.ANSWERS, Map.of())) {
      var job =
          job(
              1,
              () -> {
                throw new IOException("bad disk");
              });

      assertThatThrownBy(() -> pool.decode(job)).hasRootCauseMessage("bad disk");
      assertThat(answers(pool, 1)).hasOnlyElementsOfType(Answer.Image.class);
    }
  }

  @Test
  void whoeverWaitsTooLongOrInTooLongAQueueIsToldSo() throws Exception {
    var few = Map.of("image.decoders", "1", "image.queue", "1", "image.queue-timeout", "500ms");
    try (var pool = pool(Script.STALLS_ONCE, few);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var begun = new CountDownLatch(1);
      threads.submit(() -> pool.decode(job(1, begun)));
      begun.await();
      var waiting = threads.submit(() -> pool.decode(job(1)));

      awaitQueue(pool);
      assertThatThrownBy(() -> pool.decode(job(1))).isInstanceOf(DecoderBusyException.class);
      assertThatThrownBy(waiting::get).hasCauseInstanceOf(DecoderBusyException.class);
      children().forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void imagesHoldMemoryUntilTheyAreClosed() throws Exception {
    var small = Map.of("image.memory", "32MiB", "image.queue-timeout", "200ms");
    try (var pool = pool(Script.SENDS_TOO_MANY_OCTETS, small)) {
      var held = pool.decode(job(4));
      assertThatThrownBy(() -> pool.decode(job(1))).isInstanceOf(DecoderBusyException.class);

      held.close();

      pool.decode(job(1)).close();
    }
  }

  @Test
  void closingEndsTheDecoders() throws Exception {
    var pool = pool(Script.ANSWERS, Map.of());
    pid(pool, 1);
    pool.close();

    children().forEach(child -> child.onExit().join());
    assertThat(answers(pool, 1)).containsExactly(new Answer.Failed());
  }

  private static void awaitQueue(DecoderPool pool) {
    while (true) {
      try {
        pool.checkRoom();
        Thread.onSpinWait();
      } catch (DecoderBusyException _) {
        return;
      }
    }
  }

  private DecoderPool pool(Script script, Map<String, String> settings) throws IOException {
    return pool(ScriptedDecoder.install(folder.resolve("decoder"), script), settings);
  }

  private DecoderPool pool(Path decoder, Map<String, String> settings) {
    var all = new HashMap<>(settings);
    all.putIfAbsent("image.start-timeout", "60s");
    var config = KinoraConfig.of(all).image();
    return new DecoderPool(new DecoderCommand(decoder, folder, 1 << 30), config);
  }

  private static List<Answer> answers(DecoderPool pool, int wanted) throws IOException {
    try (var images = pool.decode(job(wanted))) {
      return images.answers();
    }
  }

  private static int pid(DecoderPool pool, int wanted) throws IOException {
    return answers(pool, wanted).getFirst() instanceof Answer.Image(byte[] octets)
        ? ByteBuffer.wrap(octets).getInt(8)
        : -1;
  }

  private static List<ProcessHandle> children() {
    return ProcessHandle.current().children().toList();
  }

  private static PictureJob job(int wanted) {
    return job(wanted, () -> ByteBuffer.allocate(1000));
  }

  /// A job that says when the decoder has begun to read it.
  private static PictureJob job(int wanted, CountDownLatch begun) {
    return job(
        wanted,
        () -> {
          begun.countDown();
          return ByteBuffer.allocate(1000);
        });
  }

  private static PictureJob job(int wanted, PictureJob.Source source) {
    return new PictureJob(
        "test",
        VideoCodec.AVC,
        new byte[10],
        IntStream.range(0, 2000)
            .mapToObj(i -> new PictureJob.Frame(source, i == 0, i * 40))
            .toList(),
        IntStream.range(0, wanted).boxed().toList(),
        new ImageTarget(ImageTarget.Format.JPEG, 80, 0, 0));
  }
}
