package io.kinora.server.image;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The decoders: started when they are first needed, used again, at most so many at once, replaced
/// when they fail and stopped when nobody needs them.
///
/// Two things are scarce, decoders and the memory that finished images take until they were sent;
/// callers wait for both in the order they come. Safe for all threads; [#decode] blocks.
final class DecoderPool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DecoderPool.class);

  private static final int KIBIBYTE = 1024;

  /// What the images of one job take at most.
  private static final int JOB_KIB =
      (DecoderProcess.JOB_BYTES_MAX + DecoderProcess.IMAGE_BYTES_MAX) / KIBIBYTE + 1;

  /// A decoder that cannot be started is not tried again before.
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final DecoderCommand command;
  private final ImageConfig config;
  private final Semaphore decoders;
  private final Semaphore memoryKib;
  private final Deque<Idle> idle = new ArrayDeque<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("decoder-clock").factory());
  private boolean closed;
  private boolean missingWasLogged;
  private Optional<Long> failedStartNanos = Optional.empty();

  private record Idle(DecoderProcess decoder, long sinceNanos) {}

  DecoderPool(DecoderCommand command, ImageConfig config) {
    this.command = command;
    this.config = config;
    this.decoders = new Semaphore(config.decoders(), true);
    this.memoryKib = new Semaphore((int) (config.memory().octets() / KIBIBYTE), true);
    long periodMs = Math.max(1, config.idleTimeout().toMillis() / 2);
    clock.scheduleWithFixedDelay(this::stopIdle, periodMs, periodMs, TimeUnit.MILLISECONDS);
  }

  /// Throws if there are so many waiting already that one more has no chance.
  void checkRoom() throws DecoderBusyException {
    if (memoryKib.getQueueLength() + decoders.getQueueLength() >= config.queue()) {
      throw new DecoderBusyException("more than " + config.queue() + " jobs wait for a decoder");
    }
  }

  /// Memory that no images hold.
  long freeMemoryBytes() {
    return (long) memoryKib.availablePermits() * KIBIBYTE;
  }

  /// Runs a job. A decoder that fails makes the images that are missing [Answer.Failed], nothing
  /// else.
  ///
  /// @throws DecoderBusyException if it cannot begin in time
  /// @throws IOException if the frames could not be read
  DecodedImages decode(PictureJob job) throws IOException {
    checkRoom();
    acquire(memoryKib, JOB_KIB);
    int heldKib = JOB_KIB;
    try {
      var answers = withDecoder(job);
      int usedKib = kib(answers);
      memoryKib.release(JOB_KIB - usedKib);
      heldKib = 0;
      return new DecodedImages(answers, () -> memoryKib.release(usedKib));
    } finally {
      memoryKib.release(heldKib);
    }
  }

  private List<Answer> withDecoder(PictureJob job) throws IOException {
    acquire(decoders, 1);
    try {
      var answers = new ArrayList<Answer>(job.wanted().size());
      var taken = take();
      if (taken.isPresent()) {
        run(job, taken.get(), answers);
      }
      while (answers.size() < job.wanted().size()) {
        answers.add(new Answer.Failed());
      }
      return answers;
    } finally {
      decoders.release();
    }
  }

  private void run(PictureJob job, DecoderProcess decoder, List<Answer> answers)
      throws IOException {
    try {
      decoder.run(job, config.jobTimeout(), answers);
      giveBack(decoder);
    } catch (DecoderException failure) {
      LOG.warn("the decoder of {} failed: {}", job.name(), failure.getMessage());
    } catch (IOException | RuntimeException failure) {
      decoder.close();
      throw failure;
    }
  }

  /// The decoder used last, or a new one; empty if there can be none.
  private Optional<DecoderProcess> take() {
    synchronized (this) {
      while (!idle.isEmpty()) {
        var decoder = idle.removeLast().decoder();
        if (decoder.isAlive()) {
          return Optional.of(decoder);
        }
      }
      if (closed || isMissing()) {
        return Optional.empty();
      }
      if (failedStartNanos.isPresent()
          && System.nanoTime() - failedStartNanos.get() < RETRY_NANOS) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(DecoderProcess.start(command, config.startTimeout(), clock));
    } catch (DecoderException failure) {
      LOG.warn(
          "no images can be made: the decoder in {} does not start: {}",
          command.folder(),
          failure.getMessage());
      synchronized (this) {
        failedStartNanos = Optional.of(System.nanoTime());
      }
      return Optional.empty();
    }
  }

  private boolean isMissing() {
    if (command.isInstalled()) {
      return false;
    }
    if (!missingWasLogged) {
      missingWasLogged = true;
      LOG.warn(
          "no images can be made, GetImages answers MEDIA_ERROR: there is no decoder in {}."
              + " Build the module images and put its jars there, or set {}",
          command.folder(),
          ImageConfig.DECODER.name());
    }
    return true;
  }

  private synchronized void giveBack(DecoderProcess decoder) {
    if (closed) {
      decoder.close();
    } else {
      idle.addLast(new Idle(decoder, System.nanoTime()));
    }
  }

  private synchronized void stopIdle() {
    long now = System.nanoTime();
    while (!idle.isEmpty()
        && now - idle.getFirst().sinceNanos() >= config.idleTimeout().toNanos()) {
      idle.removeFirst().decoder().close();
    }
  }

  private void acquire(Semaphore scarce, int count) throws IOException {
    try {
      if (!scarce.tryAcquire(count, config.queueTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new DecoderBusyException("no decoder became free in time");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  private static int kib(List<Answer> answers) {
    long octets = 0;
    for (var answer : answers) {
      if (answer instanceof Answer.Image(byte[] image)) {
        octets += image.length;
      }
    }
    return (int) (octets / KIBIBYTE) + 1;
  }

  /// Ends all decoders, also those at work.
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      idle.forEach(each -> each.decoder().close());
      idle.clear();
    }
    clock.shutdownNow();
  }
}
