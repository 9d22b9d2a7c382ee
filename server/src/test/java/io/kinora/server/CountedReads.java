package io.kinora.server;

import io.kinora.store.FragmentStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Counts how often a store is asked for something, its catalog included.
public final class CountedReads {
  private static final Set<String> WRITES = Set.of("append", "reserveSequences", "close");

  private final AtomicLong reads = new AtomicLong();

  /// A store that does what the given one does.
  public FragmentStore around(FragmentStore store) {
    return (FragmentStore)
        Proxy.newProxyInstance(
            FragmentStore.class.getClassLoader(),
            new Class<?>[] {FragmentStore.class},
            (_, method, arguments) -> call(store, method, arguments));
  }

  private @Nullable Object call(FragmentStore store, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (!WRITES.contains(method.getName())) {
      reads.incrementAndGet();
    }
    try {
      return method.invoke(store, arguments);
    } catch (InvocationTargetException failure) {
      throw failure.getCause();
    }
  }

  public long count() {
    return reads.get();
  }
}
