package io.kinora.store.simulation;

import io.kinora.store.log.Threads;
import java.lang.reflect.InaccessibleObjectException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/// Threads that run one at a time, on the thread of the test, in an order drawn from a generator.
///
/// They are virtual threads, so whatever the store blocks on (locks, conditions, futures) gives the
/// turn to another one; the only thing put in place is their scheduler. The JDK has no public way
/// to say which: the test's JVM needs `--add-opens java.base/java.lang=ALL-UNNAMED`.
///
/// Threads that live by the clock of the machine never run here; the world does their work.
final class Turns implements Threads {
  /// What a thread does.
  interface Body {
    void run() throws Exception;
  }

  private static final Set<String> CLOCKED = Set.of("kinora-checkpoint", "kinora-reaper");
  private static final int PAUSE_ONE_IN = 3;
  private static final int RESTING_TURNS = 1000;

  /// For a monitor that a thread of the JDK holds, such as the one behind direct buffers.
  private static final long JDK_PATIENCE_NS = 10_000_000_000L;

  private final SplittableRandom random;
  private final Thread test = Thread.currentThread();
  private final List<Runnable> ready = new ArrayList<>();

  /// Given a monitor back by the JDK, on a thread of its own.
  private final Queue<Runnable> unblocked = new ConcurrentLinkedQueue<>();

  private final List<Thread> threads = new ArrayList<>();
  private Optional<Throwable> failure = Optional.empty();

  Turns(SplittableRandom random) {
    this.random = random;
  }

  /// Runs a thread and all that it starts until it ends.
  void run(Body main) {
    start("world", main);
    var world = threads.getFirst();
    while (world.isAlive() && failure.isEmpty()) {
      if (!isAnybodyReady()) {
        failure = Optional.of(new AssertionError("everybody waits for ever:\n" + stacks()));
      } else {
        ready.remove(random.nextInt(ready.size())).run();
      }
    }
    if (failure.isPresent()) {
      throw new AssertionError(failure.get().toString(), failure.get());
    }
  }

  private boolean isAnybodyReady() {
    long start = System.nanoTime();
    do {
      for (var turn = unblocked.poll(); turn != null; turn = unblocked.poll()) {
        ready.add(turn);
      }
    } while (ready.isEmpty()
        && threads.stream().anyMatch(it -> it.getState() == Thread.State.BLOCKED)
        && System.nanoTime() - start < JDK_PATIENCE_NS);
    return !ready.isEmpty();
  }

  /// Starts a thread whose failure is the failure of the world.
  Thread start(String name, Body body) {
    var thread =
        unstarted(
            name,
            () -> {
              try {
                body.run();
              } catch (Throwable thrown) {
                failed(thrown);
              }
            });
    thread.start();
    return thread;
  }

  /// Ends the world.
  void failed(Throwable thrown) {
    if (failure.isEmpty()) {
      failure = Optional.of(thrown);
    }
  }

  /// Lets others go first, sometimes. The scheduler relied on is this one.
  @SuppressWarnings("ThreadPriorityCheck")
  void pause() {
    while (Thread.currentThread().isVirtual() && random.nextInt(PAUSE_ONE_IN) == 0) {
      Thread.yield();
    }
  }

  /// Lets all others that can go on do so for a while.
  @SuppressWarnings("ThreadPriorityCheck")
  void rest() {
    for (int i = 0; i < RESTING_TURNS; i++) {
      Thread.yield();
    }
  }

  @Override
  public Thread unstarted(String name, Runnable body) {
    if (CLOCKED.contains(name)) {
      return new Thread(name) {
        @Override
        public void start() {
          // Never: it would wake by the time of the machine.
        }
      };
    }
    var thread =
        builder(this::execute)
            .name(name)
            .uncaughtExceptionHandler((_, thrown) -> failed(thrown))
            .unstarted(body);
    threads.removeIf(it -> it.getState() == Thread.State.TERMINATED);
    threads.add(thread);
    return thread;
  }

  private void execute(Runnable turn) {
    var caller = Thread.currentThread();
    if (caller.getName().equals("VirtualThread-unblocker")) {
      unblocked.add(turn);
      return;
    }
    if (!caller.equals(test) && !caller.isVirtual()) {
      throw new IllegalStateException("woken by the time of the machine: " + caller);
    }
    ready.add(turn);
  }

  private String stacks() {
    return threads.stream()
        .filter(Thread::isAlive)
        .map(
            thread ->
                thread.getName()
                    + Arrays.stream(thread.getStackTrace())
                        .map(frame -> "\n    " + frame)
                        .collect(Collectors.joining()))
        .collect(Collectors.joining("\n"));
  }

  private static Thread.Builder.OfVirtual builder(Executor scheduler) {
    try {
      var constructor =
          Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
              .getDeclaredConstructor(Executor.class);
      constructor.setAccessible(true);
      return (Thread.Builder.OfVirtual) constructor.newInstance(scheduler);
    } catch (ReflectiveOperationException | InaccessibleObjectException refused) {
      throw new IllegalStateException(
          "run the tests with --add-opens java.base/java.lang=ALL-UNNAMED", refused);
    }
  }
}
