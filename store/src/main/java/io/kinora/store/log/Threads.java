package io.kinora.store.log;

/// Where the threads of a store come from, so that a simulation can put its own in place: threads
/// that take turns as a seed says.
public interface Threads {
  /// Platform threads, which the machine schedules.
  Threads PLATFORM = (name, body) -> Thread.ofPlatform().name(name).unstarted(body);

  /// A thread that waits to be started.
  Thread unstarted(String name, Runnable body);
}
