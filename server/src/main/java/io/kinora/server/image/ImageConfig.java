package io.kinora.server.image;

import io.kinora.server.config.Bounds;
import io.kinora.server.config.ByteSize;
import io.kinora.server.config.Key;
import io.kinora.server.config.Leniency;
import io.kinora.server.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How images are made.
///
/// @param decoder folder with the jars of the decoder; empty for the one beside the server's jar
/// @param decoders most decoders at once
/// @param decoderMemory of one decoder
/// @param startTimeout time a decoder may take to start
/// @param jobTimeout time a decoder may take for the images of one fragment
/// @param idleTimeout after which a decoder that nobody needs is stopped
/// @param queue most jobs that wait for a decoder
/// @param queueTimeout time a job waits for a decoder, and again for memory
/// @param memory images that were made and not sent yet
/// @param cache images that are kept
/// @param earlierFragment what happens to a fragment that began before the range and reaches into
///     it
public record ImageConfig(
    Optional<Path> decoder,
    int decoders,
    ByteSize decoderMemory,
    Duration startTimeout,
    Duration jobTimeout,
    Duration idleTimeout,
    int queue,
    Duration queueTimeout,
    ByteSize memory,
    ByteSize cache,
    Leniency earlierFragment) {
  static final Key<Path> DECODER =
      Key.path(
          "image.decoder",
          "",
          "Folder with the jars of the picture decoder; otherwise `images` beside the server's"
              + " jar.");
  private static final Key<Integer> DECODERS =
      Key.count("image.decoders", "2", "Most decoders, each a process, at once.");
  private static final Key<ByteSize> DECODER_MEMORY =
      Key.size("image.decoder-memory", "1GiB", "Most memory of one decoder.");
  private static final Key<Duration> START_TIMEOUT =
      Key.duration("image.start-timeout", "30s", "Time a decoder may take to start.");
  private static final Key<Duration> JOB_TIMEOUT =
      Key.duration(
          "image.job-timeout", "30s", "Time a decoder may take for the images of one fragment.");
  private static final Key<Duration> IDLE_TIMEOUT =
      Key.duration("image.idle-timeout", "1m", "Time without work after which a decoder ends.");
  private static final Key<Integer> QUEUE =
      Key.count("image.queue", "64", "Most requests that wait for a decoder.");
  private static final Key<Duration> QUEUE_TIMEOUT =
      Key.duration("image.queue-timeout", "30s", "Time a request waits for a decoder.");
  private static final Key<ByteSize> MEMORY =
      Key.size("image.memory", "96MiB", "Most memory for images that are not sent yet.");
  private static final Key<ByteSize> CACHE =
      Key.size("image.cache", "32MiB", "Images that are kept for next time.");

  private static final Key<Leniency> EARLIER_FRAGMENT =
      Key.leniency(
          "image.earlier-fragment",
          "What happens to a fragment that began before the range and reaches into it");

  /// The keys of this record.
  public static final List<Key<?>> KEYS =
      List.of(
          DECODER,
          DECODERS,
          DECODER_MEMORY,
          START_TIMEOUT,
          JOB_TIMEOUT,
          IDLE_TIMEOUT,
          QUEUE,
          QUEUE_TIMEOUT,
          MEMORY,
          CACHE,
          EARLIER_FRAGMENT);

  private static final ByteSize NOTHING = new ByteSize(0);
  private static final ByteSize TEBIBYTE = ByteSize.ofMiB(1L << 20);
  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Duration HOUR = Duration.ofHours(1);

  public ImageConfig {
    Bounds.check(DECODERS, decoders, 1, 1000);
    Bounds.check(DECODER_MEMORY, decoderMemory, ByteSize.ofMiB(256), TEBIBYTE);
    Bounds.check(START_TIMEOUT, startTimeout, MILLISECOND, HOUR);
    Bounds.check(JOB_TIMEOUT, jobTimeout, MILLISECOND, HOUR);
    Bounds.check(IDLE_TIMEOUT, idleTimeout, MILLISECOND, HOUR);
    Bounds.check(QUEUE, queue, 1, 1_000_000);
    Bounds.check(QUEUE_TIMEOUT, queueTimeout, MILLISECOND, HOUR);
    // Below this, not one job has room.
    Bounds.check(MEMORY, memory, ByteSize.ofMiB(32), TEBIBYTE);
    Bounds.check(CACHE, cache, NOTHING, TEBIBYTE);
  }

  /// Reads the keys.
  public static ImageConfig from(Settings settings) {
    return new ImageConfig(
        settings.find(DECODER),
        settings.get(DECODERS),
        settings.get(DECODER_MEMORY),
        settings.get(START_TIMEOUT),
        settings.get(JOB_TIMEOUT),
        settings.get(IDLE_TIMEOUT),
        settings.get(QUEUE),
        settings.get(QUEUE_TIMEOUT),
        settings.get(MEMORY),
        settings.get(CACHE),
        settings.get(EARLIER_FRAGMENT));
  }
}
