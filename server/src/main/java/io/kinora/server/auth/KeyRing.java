package io.kinora.server.auth;

import io.kinora.server.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys of the keys file, all of one reading at once. While it is watched it is read again when
/// it changes, by a thread of its own: whoever authenticates never waits and never reads a file. A
/// file that has become wrong changes nothing, and is complained of once.
public final class KeyRing implements AutoCloseable {
  /// How often a watched file is looked at: at its octets, because times are too coarse to tell two
  /// changes apart, and because notifications miss what is replaced through a link or on a network.
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);

  private final Path file;
  private volatile Keys keys;
  private String fingerprint;
  private @Nullable ScheduledExecutorService watch;

  /// The keys of one reading.
  record Keys(Map<String, AccessKey> byId) {
    static Keys of(Collection<AccessKey> keys) {
      return new Keys(
          keys.stream().collect(Collectors.toUnmodifiableMap(AccessKey::id, Function.identity())));
    }

    Optional<AccessKey> find(String id) {
      return Optional.ofNullable(byId.get(id));
    }
  }

  private KeyRing(Path file) {
    this.file = file;
    fingerprint = fingerprint();
    keys = Keys.of(KeysFile.read(file));
  }

  /// Reads the file.
  ///
  /// @throws ConfigException if there is no such file, or it says something else
  public static KeyRing read(Path file) {
    return new KeyRing(file);
  }

  /// Reads the file, and again whenever it changes, until it is closed.
  ///
  /// @throws ConfigException if there is no such file, or it says something else
  public static KeyRing watch(Path file) {
    var ring = new KeyRing(file);
    var watch =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("kinora-keys").factory());
    watch.scheduleWithFixedDelay(
        ring::refresh, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    ring.watch = watch;
    return ring;
  }

  /// The keys of the latest reading.
  Keys keys() {
    return keys;
  }

  Optional<AccessKey> find(String id) {
    return keys.find(id);
  }

  /// Reads the file if it has changed since it was last read. On the thread that watches.
  void refresh() {
    try {
      // Before it is read: a change in between is seen next time.
      var now = fingerprint();
      if (now.equals(fingerprint)) {
        return;
      }
      fingerprint = now;
      var changed = Keys.of(KeysFile.read(file));
      keys = changed;
      LOG.info("read {} again: {} keys", file, changed.byId().size());
    } catch (ConfigException mistake) {
      LOG.error("{}; the keys that were read before remain", mistake.getMessage());
    } catch (RuntimeException failure) {
      LOG.error("cannot look at {}; the keys that were read before remain", file, failure);
    }
  }

  private String fingerprint() {
    try {
      return Files.size(file) > KeysFile.BYTES_MAX
          ? "too large"
          : Hashes.sha256Hex(Files.readAllBytes(file));
    } catch (IOException _) {
      return "unreadable";
    }
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.shutdownNow();
    }
  }
}
