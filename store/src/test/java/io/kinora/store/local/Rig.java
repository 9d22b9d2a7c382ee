package io.kinora.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentQuery;
import io.kinora.store.Fragments;
import io.kinora.store.NewFragment;
import io.kinora.store.TimeAxis;
import io.kinora.store.local.LocalStore.Surroundings;
import io.kinora.store.log.FaultyDirectory;
import io.kinora.store.log.FileSystemDirectory;
import io.kinora.store.log.LogDirectory;
import io.kinora.store.log.LogSettings;
import io.kinora.store.log.Threads;
import io.kinora.testkit.FakeClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A store with a clock that can be set, on real files or on faulty ones, that can be killed.
final class Rig implements AutoCloseable {
  static final long T0 = 1_700_000_000_000L;
  static final LogSettings SMALL_SEGMENTS =
      new LogSettings(256 << 10, 64 << 10, true, 0, 16, 1 << 20);

  final Path directory;
  final FakeClock clock;
  final Map<String, LogDirectory> directories = new HashMap<>();
  LocalStore store;
  private LogSettings settings = SMALL_SEGMENTS;
  private StoreConfig.Queue queue = StoreConfig.Queue.DEFAULTS;

  /// On real files.
  Rig(Path directory) throws IOException {
    this(directory, new FakeClock(Instant.ofEpochMilli(T0)), Map.of());
  }

  private Rig(Path directory, FakeClock clock, Map<String, ? extends LogDirectory> faulty)
      throws IOException {
    this.directory = directory;
    this.clock = clock;
    directories.putAll(faulty);
    this.store = open();
  }

  /// The log and the catalog on faulty files, the index on real ones.
  static Rig onFaultyFiles(
      Path directory, FakeClock clock, FaultyDirectory log, FaultyDirectory catalog)
      throws IOException {
    return new Rig(directory, clock, Map.of("log", log, "catalog", catalog));
  }

  void settings(LogSettings newSettings) {
    settings = newSettings;
  }

  void queue(StoreConfig.Queue newQueue) {
    queue = newQueue;
  }

  private LocalStore open() throws IOException {
    // Reaping happens when the tests say so.
    var config = new StoreConfig(directory, settings, queue, 4, Duration.ofDays(1));
    return LocalStore.open(config, new Surroundings(clock, this::directory, Threads.PLATFORM));
  }

  private LogDirectory directory(Path path) {
    var faulty = directories.get(path.getFileName().toString());
    return faulty != null ? faulty : new FileSystemDirectory(path);
  }

  void reopen() throws IOException {
    store.close();
    store = open();
  }

  /// Does something to the files of the closed store.
  void reopenAfter(Change change) throws IOException {
    store.close();
    change.run();
    store = open();
  }

  interface Change {
    void run() throws IOException;
  }

  /// What a killed process leaves behind, in another directory.
  Rig killed(Path elsewhere) throws IOException {
    copy(directory, elsewhere);
    return new Rig(elsewhere, clock, directories);
  }

  static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : (Iterable<Path>) files::iterator) {
        var target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  FragmentMetadata append(NewFragment fragment) {
    return store.append(fragment).join();
  }

  void pass(Duration time) {
    clock.advance(time);
  }

  long nowMs() {
    return clock.instant().toEpochMilli();
  }

  List<FragmentMetadata> rows(long streamId) throws IOException {
    return store.list(
        new FragmentQuery(
            Fragments.all(streamId),
            TimeAxis.SERVER,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            Optional.empty(),
            100_000));
  }

  List<FragmentMetadata> rows() throws IOException {
    var rows = new ArrayList<FragmentMetadata>();
    for (var stream : store.streams().list("", "", 100_000)) {
      rows.addAll(rows(stream.id()));
    }
    return rows;
  }

  void assertServed(NewFragment fragment) throws IOException {
    var row = store.find(Fragments.all(fragment.streamId()), fragment.number());
    assertThat(row).as("stream %d, %s", fragment.streamId(), fragment.number()).isPresent();
    try (var stored = store.open(row.get()).orElseThrow()) {
      assertThat(stored.intact()).isTrue();
      assertThat(stored.header()).isEqualTo(fragment.header().bytes());
      var media = ByteBuffer.allocate(stored.mediaBytes());
      stored.read(0, media);
      assertThat(media.array()).isEqualTo(Fragments.media(fragment));
    }
  }

  List<Path> segmentFiles() throws IOException {
    try (var files = Files.list(directory.resolve("log"))) {
      return files.sorted().toList();
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
