package io.kinora.store.simulation;

import io.kinora.store.log.FaultyDirectory;
import io.kinora.testkit.FakeClock;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// The disk under a store's log and catalog. Each call of the store takes time, lets others go
/// first, and may fail, before or after it did something; one of them finds the machine gone.
final class SimulatedDisk {
  /// What the store asks of its file system.
  enum Call {
    LIST(true),
    OPEN(true),
    READ(true),
    SIZE(true),
    CREATE(false),
    OPEN_TO_WRITE(false),
    WRITE(false),
    FORCE(false),
    TRUNCATE(false),
    RENAME(false),
    DELETE(false),
    FORCE_DIRECTORY(false),
    PUNCH(false);

    final boolean reading;

    Call(boolean reading) {
      this.reading = reading;
    }
  }

  /// How the disk is for a while.
  enum Mood {
    SOUND,
    SLOW,
    FULL,
    /// Some writes fail.
    FLAKY_WRITES,
    /// All writes fail.
    NO_WRITES,
    FLAKY_READS
  }

  private static final int FLAKY_ONE_IN = 8;
  private static final int SLOW_MS = 4000;
  private static final int ROOM_BYTES = 40_000;

  private final SplittableRandom random;
  private final Turns turns;
  private final FakeClock clock;
  private FaultyDirectory log = new FaultyDirectory();
  private FaultyDirectory catalog = new FaultyDirectory();
  private Mood mood = Mood.SOUND;
  private Runnable onCrash = () -> {};
  private int callsLeft;
  private boolean crashed;
  private long calls;
  private long readFaults;
  private boolean forceFailed;
  private long trace;

  SimulatedDisk(SplittableRandom random, Turns turns, FakeClock clock) {
    this.random = random;
    this.turns = turns;
    this.clock = clock;
  }

  /// The directories as they are now; those of a life that crashed are dead.
  SimulatedDirectory directory(String name) {
    return new SimulatedDirectory(this, name.equals("log") ? log : catalog);
  }

  /// Lets the machine go at the call that is so many calls away; 0 for none.
  void crashAfter(int count, Runnable action) {
    callsLeft = count;
    onCrash = action;
  }

  /// The machine is gone: what is found afterwards is on the disk now.
  void crash() {
    boolean powerLoss = random.nextInt(4) > 0;
    var generator = (RandomGenerator) random;
    log = log.crash(generator, powerLoss);
    catalog = catalog.crash(generator, powerLoss);
    crashed = true;
    callsLeft = 0;
    forceFailed &= !powerLoss;
    mood(Mood.SOUND);
  }

  /// The machine is back.
  void restart() {
    crashed = false;
  }

  boolean isCrashed() {
    return crashed;
  }

  void mood(Mood now) {
    mood = now;
    log.capacity(now == Mood.FULL ? used(log) + random.nextInt(ROOM_BYTES) : Long.MAX_VALUE);
    catalog.capacity(
        now == Mood.FULL ? used(catalog) + random.nextInt(ROOM_BYTES) : Long.MAX_VALUE);
  }

  private static long used(FaultyDirectory directory) {
    return directory.list().stream().mapToLong(file -> file.bytes()).sum();
  }

  /// How many calls that only read have failed so far.
  long readFaults() {
    return readFaults;
  }

  /// Whether the machine has failed to force something since it lost power last. What was to be
  /// forced is in its memory then, and it says that it is on the disk.
  boolean isInDoubt() {
    return forceFailed;
  }

  /// Calls so far.
  long calls() {
    return calls;
  }

  /// A number that depends on every call there was and on their order.
  long trace() {
    return trace;
  }

  /// A call comes; whether it is to fail.
  boolean isToFail(Call call, String file) {
    turns.pause();
    calls++;
    trace = (trace * 31 + call.name().hashCode()) * 31 + file.hashCode();
    int mostMs = mood == Mood.SLOW ? SLOW_MS : 3;
    clock.advance(Duration.ofMillis(random.nextInt(mostMs)));
    if (callsLeft > 0 && --callsLeft == 0) {
      onCrash.run();
    }
    boolean fails =
        !crashed
            && switch (mood) {
              case SOUND, SLOW, FULL -> false;
              case FLAKY_WRITES -> !call.reading && random.nextInt(FLAKY_ONE_IN) == 0;
              case NO_WRITES -> !call.reading;
              case FLAKY_READS -> call.reading && random.nextInt(FLAKY_ONE_IN) == 0;
            };
    if (fails && call.reading) {
      readFaults++;
    }
    forceFailed |= fails && call == Call.FORCE;
    return fails;
  }

  /// Whether a call that fails did its work all the same.
  boolean didItsWork() {
    return random.nextBoolean();
  }

  /// How much of a write that fails was taken.
  int taken(int bytes) {
    return random.nextInt(bytes + 1);
  }

  static IOException failure(Call call) {
    return new IOException("made to fail: " + call);
  }
}
