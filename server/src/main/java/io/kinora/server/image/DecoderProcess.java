package io.kinora.server.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinora.server.image.PictureJob.SourceException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One decoder: a child process that works through jobs. Trusted in nothing: what it answers is
/// bounded before it is kept, and a clock of the server ends it when it takes too long.
///
/// For one caller at a time, which reads while a second thread writes: the decoder answers while
/// frames still arrive, and a pipe holds little.
final class DecoderProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DecoderProcess.class);

  /// The largest image of the service's model: 6,291,456 characters of Base64.
  static final int IMAGE_BYTES_MAX = 6_291_456 / 4 * 3;

  /// Octets of images after which a job ends; the last one may go beyond.
  static final int JOB_BYTES_MAX = 16 << 20;

  private static final byte[] GREETING = {'K', 'I', 'M', 'G', 1};
  private static final int IMAGE = 0;
  private static final int FAILED = 1;
  private static final int LEFT = 2;
  private static final int DONE = 3;
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int ERROR_BYTES_MAX = 4096;

  private final Process process;
  private final ScheduledExecutorService clock;
  private final DataInputStream answers;
  private final DataOutputStream jobs;
  private final FutureTask<String> errors;
  private volatile boolean ended;

  private DecoderProcess(Process process, ScheduledExecutorService clock) {
    this.process = process;
    this.clock = clock;
    this.answers =
        new DataInputStream(new BufferedInputStream(process.getInputStream(), BUFFER_BYTES));
    this.jobs =
        new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), BUFFER_BYTES));
    this.errors = new FutureTask<>(() -> drain(process.getErrorStream()));
    Thread.ofVirtual().name("decoder-errors").start(errors);
  }

  /// Starts a decoder and waits until it is ready.
  ///
  /// @param clock ends what takes too long
  static DecoderProcess start(
      DecoderCommand command, Duration timeout, ScheduledExecutorService clock)
      throws DecoderException {
    DecoderProcess decoder;
    try {
      decoder = new DecoderProcess(command.start(), clock);
    } catch (IOException failure) {
      throw new DecoderException("it cannot be started", failure);
    }
    var end = decoder.endAfter(timeout);
    try {
      byte[] greeting = decoder.answers.readNBytes(GREETING.length);
      if (!Arrays.equals(greeting, GREETING)) {
        throw new IOException("it does not greet");
      }
      return decoder;
    } catch (IOException failure) {
      throw decoder.failed(failure);
    } finally {
      end.cancel(false);
    }
  }

  /// Runs a job. After a failure the decoder is of no more use.
  ///
  /// @param made gets the answers one by one, in the order of what is wanted, up to the failure if
  ///     there is one
  /// @throws DecoderException if the decoder crashed, took too long, or broke the protocol
  /// @throws IOException if the frames could not be read
  void run(PictureJob job, Duration timeout, List<Answer> made) throws IOException {
    var writing =
        new FutureTask<Void>(
            () -> {
              try {
                job.writeTo(jobs);
              } catch (IOException | RuntimeException failure) {
                // Half a job is none, and the reader must not wait for its answers.
                close();
                throw failure;
              }
              return null;
            });
    Thread.ofVirtual().name("decoder-job").start(writing);
    var end = endAfter(timeout);
    DecoderException broken = null;
    try {
      read(job.wanted().size(), made);
    } catch (IOException failure) {
      broken = failed(failure);
    } finally {
      end.cancel(false);
    }
    checkSource(writing);
    if (broken != null) {
      throw broken;
    }
  }

  boolean isAlive() {
    return !ended && process.isAlive();
  }

  /// Ends the process, whatever it does.
  @Override
  public void close() {
    ended = true;
    process.destroyForcibly();
  }

  private void read(int wanted, List<Answer> made) throws IOException {
    long bytes = 0;
    while (made.size() < wanted) {
      int status = answers.readUnsignedByte();
      switch (status) {
        case IMAGE -> {
          int length = answers.readInt();
          if (length < 1 || length > IMAGE_BYTES_MAX || bytes >= JOB_BYTES_MAX) {
            throw new IOException("it sends an image of " + length + " octets");
          }
          bytes += length;
          var octets = new byte[length];
          answers.readFully(octets);
          made.add(new Answer.Image(octets));
        }
        case FAILED -> made.add(new Answer.Failed());
        case LEFT -> {
          if (bytes < JOB_BYTES_MAX) {
            throw new IOException("it leaves images after " + bytes + " octets");
          }
          made.add(new Answer.Left());
        }
        default -> throw new IOException("it answers " + status);
      }
    }
    if (answers.readUnsignedByte() != DONE) {
      throw new IOException("it answers more than it was asked");
    }
  }

  private ScheduledFuture<?> endAfter(Duration timeout) {
    return clock.schedule(this::close, timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void checkSource(FutureTask<Void> writing) throws IOException {
    try {
      writing.get();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof SourceException source) {
        throw new IOException("frames could not be read", source.getCause());
      }
      if (!(failure.getCause() instanceof IOException)) {
        throw new IllegalStateException("a job could not be written", failure.getCause());
      }
      // A broken pipe: the reader knows better why.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  /// Ends the process and says what is known of its failure.
  private DecoderException failed(IOException failure) {
    boolean tooSlow = ended;
    close();
    try {
      int status = process.waitFor();
      String said = errors.get();
      String why = failure.getMessage() == null ? "status " + status : failure.getMessage();
      return new DecoderException(
          (tooSlow ? "it took too long" : why) + (said.isEmpty() ? "" : "; it wrote: " + said),
          failure);
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new DecoderException("interrupted", interrupted);
    }
  }

  /// Reads to the end, and keeps the beginning: a decoder that talks must not be blocked, nor fill
  /// the memory. Ending the process may cut this short.
  private static String drain(InputStream errors) {
    var kept = new ByteArrayOutputStream();
    try (errors) {
      var octets = new byte[ERROR_BYTES_MAX];
      for (int count = errors.read(octets); count >= 0; count = errors.read(octets)) {
        kept.write(octets, 0, Math.min(count, ERROR_BYTES_MAX - kept.size()));
      }
    } catch (IOException closed) {
      LOG.debug("errors of a decoder were cut short", closed);
    }
    return kept.toString(UTF_8).strip();
  }
}
