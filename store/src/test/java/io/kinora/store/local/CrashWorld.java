package io.kinora.store.local;

import static io.kinora.store.Fragments.fragment;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.NewFragment;
import io.kinora.store.StreamRecord;
import io.kinora.store.log.FaultyDirectory;
import io.kinora.store.log.FaultyDirectory.Call;
import io.kinora.testkit.FakeClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/// A store that is used at random and crashes at random, and the memory of what it acknowledged.
///
/// The log and the catalog are on faulty files. The index is on real ones: after a crash it is
/// found as it was, older, as garbage, or not at all.
final class CrashWorld implements AutoCloseable {
  /// What is known of a stream.
  private static final class Known {
    final long id;
    final Map<Long, NewFragment> submitted = new ConcurrentHashMap<>();
    final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
    long lastSequence;
    long reserved;
    Set<StreamRecord> mayBe;
    boolean deleted;
    boolean mayBeDeleted;

    Known(StreamRecord stream) {
      this.id = stream.id();
      this.mayBe = Set.of(stream);
    }
  }

  private static final int INDEX_FATES = 8;

  private final Path directory;
  private final RandomGenerator random;
  private final FakeClock clock = new FakeClock(Instant.ofEpochMilli(Rig.T0));
  private final Map<Long, Known> streams = new TreeMap<>();
  private final Map<String, Long> namesInDoubt = new HashMap<>();
  private final List<CompletableFuture<?>> waiting = new ArrayList<>();
  private final AtomicInteger callsLeft = new AtomicInteger();
  private FaultyDirectory log = new FaultyDirectory();
  private FaultyDirectory catalog = new FaultyDirectory();
  private Rig rig;
  private Optional<Path> olderIndex = Optional.empty();
  private Optional<Crash> crash = Optional.empty();
  private int lives;
  private int names;

  /// What a crash left.
  private record Crash(FaultyDirectory log, FaultyDirectory catalog, Path directory) {}

  CrashWorld(Path directory, RandomGenerator random) throws IOException {
    this.directory = directory;
    this.random = random;
    this.rig = Rig.onFaultyFiles(directory.resolve("life0"), clock, log, catalog);
  }

  /// Uses the store until it crashes, and opens what is left.
  void live() throws IOException {
    callsLeft.set(1 + random.nextInt(120));
    log.failing(this::crashes);
    catalog.failing(this::crashes);
    for (int step = 0; step < 300 && crash.isEmpty(); step++) {
      step();
    }
    if (crash.isEmpty()) {
      crashNow();
    }
    settle();
    reopen();
  }

  /// Counts calls; the last one finds the machine gone.
  private boolean crashes(Call call) {
    // What other threads do until both directories are dead happened before.
    boolean last = callsLeft.decrementAndGet() == 0;
    if (last) {
      crashNow();
    }
    return last;
  }

  private void crashNow() {
    try {
      boolean powerLoss = random.nextInt(4) > 0;
      var next = directory.resolve("life" + ++lives);
      Files.createDirectories(next);
      Files.copy(rig.directory.resolve("kinora.store"), next.resolve("kinora.store"));
      var left = new Crash(log.crash(random, powerLoss), catalog.crash(random, powerLoss), next);
      copyIndex(rig.directory, next);
      crash = Optional.of(left);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void copyIndex(Path from, Path to) throws IOException {
    for (var name : List.of("index.db", "index.db-wal")) {
      Files.deleteIfExists(to.resolve(name));
      if (Files.exists(from.resolve(name))) {
        Files.copy(from.resolve(name), to.resolve(name));
      }
    }
  }

  private void step() throws IOException {
    switch (random.nextInt(24)) {
      case 0, 1 -> create();
      case 2 -> delete();
      case 3 -> update();
      case 4, 5 -> anyStream().ifPresent(this::reserve);
      case 6, 7 -> settle();
      case 8 -> reap();
      case 9 -> keepIndex();
      case 10 -> clock.advance(Duration.ofSeconds(random.nextInt(100)));
      default -> anyStream().ifPresent(this::append);
    }
  }

  private Optional<Known> anyStream() {
    var living = streams.values().stream().filter(stream -> !stream.deleted).toList();
    return living.isEmpty()
        ? Optional.empty()
        : Optional.of(living.get(random.nextInt(living.size())));
  }

  private void create() {
    var name = "cam" + names++;
    try {
      var created =
          rig.store
              .streams()
              .create(name, "v", 24 << random.nextInt(4), new TreeMap<>(), new TreeMap<>())
              .orElseThrow();
      streams.put(created.id(), new Known(created));
    } catch (UncheckedIOException _) {
      namesInDoubt.put(name, 0L);
    }
  }

  private void delete() {
    anyStream()
        .filter(_ -> random.nextInt(3) == 0)
        .ifPresent(
            stream -> {
              try {
                rig.store.streams().delete(stream.id, _ -> {});
                stream.deleted = true;
              } catch (UncheckedIOException _) {
                stream.mayBeDeleted = true;
              }
            });
  }

  private void update() {
    anyStream()
        .ifPresent(
            stream -> {
              var wanted = new ArrayList<StreamRecord>();
              try {
                rig.store
                    .streams()
                    .update(
                        stream.id,
                        it -> {
                          wanted.add(it.withVersion("v" + random.nextInt(1000)));
                          return wanted.getFirst();
                        });
                stream.mayBe = wanted.isEmpty() ? stream.mayBe : Set.of(wanted.getFirst());
              } catch (UncheckedIOException _) {
                var possible = new ArrayList<>(stream.mayBe);
                possible.addAll(wanted);
                stream.mayBe = Set.copyOf(possible);
              }
            });
  }

  private void reserve(Known stream) {
    try {
      long first = rig.store.reserveSequences(stream.id);
      assertThat(first).isGreaterThan(stream.reserved);
      stream.reserved = first + 999;
      stream.lastSequence = first - 1;
    } catch (IOException _) {
      // Whatever it reserved was given to nobody.
    }
  }

  private void append(Known stream) {
    if (stream.lastSequence == stream.reserved) {
      reserve(stream);
    }
    if (stream.lastSequence < stream.reserved) {
      long sequence = ++stream.lastSequence;
      var fragment = fragment(stream.id, sequence, rig.nowMs(), 1 + random.nextInt(6000));
      stream.submitted.put(sequence, fragment);
      waiting.add(
          rig.store
              .append(fragment)
              .thenAccept(_ -> stream.acknowledged.add(sequence))
              .orTimeout(60, TimeUnit.SECONDS));
    }
  }

  /// Waits for what is under way.
  private void settle() {
    for (var future : waiting) {
      try {
        future.join();
      } catch (java.util.concurrent.CompletionException failure) {
        assertThat(failure).hasCauseInstanceOf(IOException.class);
      }
    }
    waiting.clear();
  }

  private void reap() {
    // What the reaper removes it forces: an older index is none that power loss could leave.
    olderIndex = Optional.empty();
    try {
      rig.store.reapNow();
    } catch (IOException | UncheckedIOException _) {
      // Space is given back later.
    }
  }

  private void keepIndex() throws IOException {
    settle();
    var place = directory.resolve("older");
    Files.createDirectories(place);
    if (crash.isEmpty()) {
      copyIndex(rig.directory, place);
      olderIndex = Optional.of(place);
    }
  }

  private void reopen() throws IOException {
    var left = crash.orElseThrow();
    crash = Optional.empty();
    closeBroken();
    var index = left.directory.resolve("index.db");
    switch (random.nextInt(INDEX_FATES)) {
      case 0 -> {
        Files.deleteIfExists(index);
        Files.deleteIfExists(left.directory.resolve("index.db-wal"));
      }
      case 1 -> Files.write(index, new byte[1 + random.nextInt(20_000)]);
      case 2, 3, 4 -> {
        if (olderIndex.isPresent()) {
          copyIndex(olderIndex.get(), left.directory);
        }
      }
      default -> {}
    }
    olderIndex = Optional.empty();
    log = left.log;
    catalog = left.catalog;
    rig = Rig.onFaultyFiles(left.directory, clock, log, catalog);
    check();
  }

  private void closeBroken() {
    try {
      rig.close();
    } catch (IllegalStateException _) {
      // It crashed.
    }
  }

  private void check() throws IOException {
    adoptStreamsInDoubt();
    for (var stream : streams.values()) {
      var found = rig.store.streams().find(stream.id);
      if (stream.deleted) {
        assertThat(found).isEmpty();
      } else if (stream.mayBeDeleted && found.isEmpty()) {
        stream.deleted = true;
      } else {
        assertThat(found).isPresent();
        assertThat(stream.mayBe).contains(found.get());
        stream.mayBe = Set.of(found.get());
        stream.mayBeDeleted = false;
      }
      checkFragments(stream);
    }
  }

  /// A creation that failed may have happened.
  private void adoptStreamsInDoubt() {
    for (var name : namesInDoubt.keySet()) {
      rig.store
          .streams()
          .find(name)
          .ifPresent(stream -> streams.putIfAbsent(stream.id(), new Known(stream)));
    }
    namesInDoubt.clear();
  }

  private void checkFragments(Known stream) throws IOException {
    var listed = rig.rows(stream.id);
    if (stream.deleted) {
      assertThat(listed).isEmpty();
      return;
    }
    var sequences =
        listed.stream().map(FragmentMetadata::number).map(FragmentNumber::sequence).toList();
    assertThat(sequences).containsAll(stream.acknowledged).isSorted().doesNotHaveDuplicates();
    for (long sequence : sequences) {
      assertThat(stream.submitted).containsKey(sequence);
      rig.assertServed(Objects.requireNonNull(stream.submitted.get(sequence)));
    }
    // What was found once stays.
    stream.acknowledged.addAll(sequences);
  }

  @Override
  public void close() {
    closeBroken();
  }
}
