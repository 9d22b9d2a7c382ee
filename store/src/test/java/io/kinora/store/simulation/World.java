package io.kinora.store.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.store.StreamRecord;
import io.kinora.store.local.LocalStore;
import io.kinora.store.local.StoreConfig;
import io.kinora.store.log.LogSettings;
import io.kinora.store.simulation.SimulatedDisk.Mood;
import io.kinora.testkit.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;

/// A store, those who use it, and the disk below: several lives, each of which ends by a crash at
/// some call of the store or by closing. What must hold is checked all the time by those who use
/// it, and in whole after each start.
final class World {
  private static final long T0 = 1_700_000_000_000L;
  private static final int LIVES = 4;
  private static final int OPEN_TRIES = 4;

  private final SplittableRandom random;
  private final FakeClock clock = new FakeClock(Instant.ofEpochMilli(T0));
  private final Turns turns;
  private final SimulatedDisk disk;
  private final IndexFiles index;
  private final TreeMap<Long, History> streams = new TreeMap<>();
  private final List<String> namesInDoubt = new ArrayList<>();
  private final LogSettings settings;
  private final StoreConfig.Queue queue;
  private Optional<LocalStore> store = Optional.empty();
  private int names;
  private int reaping;

  World(Path directory, long seed) {
    this.random = new SplittableRandom(seed);
    this.turns = new Turns(random.split());
    this.disk = new SimulatedDisk(random.split(), turns, clock);
    this.index = new IndexFiles(directory, random.split());
    this.settings = new LogSettings(16L << 10 << random.nextInt(5), 16 << 10, true, 0, 4, 1 << 12);
    this.queue =
        new StoreConfig.Queue(
            8 + random.nextInt(40), 1 << 18, 1 + random.nextInt(8), 1 << random.nextInt(8, 18));
  }

  /// What there was to see, for whoever wants to know that a world is the same again.
  ///
  /// @param calls of the store to its file system
  /// @param trace depends on each of them and on their order
  /// @param acknowledged fragments
  record Summary(long calls, long trace, long acknowledged) {}

  /// Runs the world to its end.
  Summary run() {
    turns.run(this::live);
    long acknowledged = streams.values().stream().mapToLong(it -> it.promisedAfter(0).size()).sum();
    return new Summary(disk.calls(), disk.trace(), acknowledged);
  }

  private void live() throws Exception {
    Files.createDirectories(index.directory());
    Files.writeString(
        index.directory().resolve("kinora.store"),
        "kinora store\nformat 1\nid %s\n".formatted(new UUID(random.nextLong(), 7)));
    for (int life = 0; life < LIVES; life++) {
      open();
      Check.all(this);
      if (random.nextInt(4) > 0) {
        disk.crashAfter(1 + random.nextInt(400), this::crash);
      }
      use();
      if (!disk.isCrashed()) {
        healed();
      }
      end();
    }
    open();
    Check.all(this);
    store().close();
  }

  /// Opens the store, whatever happens on the way: in the end the disk is sound.
  private void open() throws IOException {
    for (int attempt = 0; store.isEmpty(); attempt++) {
      boolean last = attempt == OPEN_TRIES;
      if (!last && random.nextInt(4) == 0) {
        disk.crashAfter(1 + random.nextInt(60), this::crash);
      } else if (!last && random.nextInt(4) == 0) {
        disk.mood(random.nextBoolean() ? Mood.FLAKY_READS : Mood.FLAKY_WRITES);
      }
      try {
        store = Optional.of(openOnce());
      } catch (IOException failure) {
        if (last) {
          throw failure;
        }
      }
      disk.mood(Mood.SOUND);
      disk.crashAfter(0, () -> {});
      if (disk.isCrashed()) {
        end();
      }
    }
  }

  private LocalStore openOnce() throws IOException {
    var config = new StoreConfig(index.directory(), settings, queue, 4, Duration.ofDays(1));
    return LocalStore.open(
        config,
        new LocalStore.Surroundings(
            clock, path -> disk.directory(path.getFileName().toString()), turns));
  }

  private void crash() {
    disk.crash();
    index.crash();
  }

  /// Some producers, readers and owners at a time.
  private void use() throws InterruptedException {
    var threads = new ArrayList<Thread>();
    int producers = 1 + random.nextInt(3);
    for (int i = 0; i < producers; i++) {
      var producer = new Producer(this, random.split());
      threads.add(turns.start("producer", () -> act(producer::act, 12)));
    }
    int readers = random.nextInt(3);
    for (int i = 0; i < readers; i++) {
      var reader = new Reader(this, random.split());
      threads.add(turns.start("reader", () -> act(reader::act, 20)));
    }
    var owner = new Owner(this, random.split());
    threads.add(turns.start("owner", () -> act(owner::act, 30)));
    for (var thread : threads) {
      thread.join();
    }
  }

  private void act(Turns.Body body, int times) throws Exception {
    for (int i = 0; i < times && !disk.isCrashed(); i++) {
      body.run();
      turns.pause();
    }
  }

  /// A disk that is well again is all it takes.
  private void healed() throws Exception {
    disk.crashAfter(0, () -> {});
    disk.mood(Mood.SOUND);
    if (!index.isSuspect()) {
      new Producer(this, random.split()).checkThatAllIsWell();
    }
    if (random.nextInt(3) == 0) {
      crash();
    }
  }

  /// Ends a life, and leaves what the next one finds.
  private void end() throws IOException {
    if (store.isPresent()) {
      try {
        store.get().close();
      } catch (IllegalStateException failure) {
        assertThat(disk.isCrashed()).as("closes: %s", failure).isTrue();
      }
      store = Optional.empty();
    }
    index.meetFate(disk.isCrashed());
    disk.restart();
  }

  LocalStore store() {
    return store.orElseThrow();
  }

  SimulatedDisk disk() {
    return disk;
  }

  Turns turns() {
    return turns;
  }

  IndexFiles index() {
    return index;
  }

  long nowMs() {
    return clock.instant().toEpochMilli();
  }

  void pass(Duration time) {
    clock.advance(time);
  }

  String newName() {
    return "cam" + names++;
  }

  /// A creation failed, or did it?
  void inDoubt(String name) {
    namesInDoubt.add(name);
  }

  void exists(StreamRecord stream) {
    streams.putIfAbsent(stream.id(), new History(stream));
  }

  /// Takes up streams whose creation failed and which are there.
  void adoptStreamsInDoubt() {
    for (var name : namesInDoubt) {
      store().streams().find(name).ifPresent(this::foundInDoubt);
    }
    namesInDoubt.clear();
  }

  private void foundInDoubt(StreamRecord stream) {
    exists(stream);
    Objects.requireNonNull(streams.get(stream.id())).mayBeDeleted |= disk.isInDoubt();
  }

  List<History> streams() {
    return List.copyOf(streams.values());
  }

  Optional<History> anyStream(SplittableRandom chooser) {
    var living = streams.values().stream().filter(stream -> !stream.deleted).toList();
    return living.isEmpty()
        ? Optional.empty()
        : Optional.of(living.get(chooser.nextInt(living.size())));
  }

  boolean isReaping() {
    return reaping > 0;
  }

  /// Lets retention work.
  void reap() throws IOException {
    index.forced();
    reaping++;
    try {
      store().reapNow();
    } finally {
      streams.values().forEach(stream -> stream.reaped(nowMs()));
      reaping--;
      index.forced();
    }
  }

  /// Before retention works on its own: what it may take.
  void mayReap() {
    streams.values().forEach(stream -> stream.reaped(nowMs()));
  }
}
