package io.kinora.server.playback.session;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future.State;
import java.util.function.ToIntFunction;

/// A bounded memory of what can be had again; what was used least recently is forgotten first. What
/// was used last is remembered whatever it weighs. Safe for all threads.
///
/// @param <K> what is asked for
/// @param <V> what is remembered of it
public final class Recent<K, V> {
  /// The weight of what is being read.
  private static final int PENDING = 1;

  private final int max;
  private final ToIntFunction<V> weight;
  private final LinkedHashMap<K, CompletableFuture<V>> entries =
      new LinkedHashMap<>(64, 0.75f, true);
  private int sum;

  /// Where something is had from that is not remembered.
  @FunctionalInterface
  public interface Source<V> {
    V read() throws IOException;
  }

  public Recent(int max) {
    this(max, _ -> 1);
  }

  /// @param max bound on the sum of all weights
  /// @param weight of what is remembered, always the same of the same, from 1
  public Recent(int max, ToIntFunction<V> weight) {
    this.max = max;
    this.weight = weight;
  }

  /// What is remembered.
  public synchronized Optional<V> find(K key) {
    var entry = entries.get(key);
    return entry == null || entry.state() != State.SUCCESS
        ? Optional.empty()
        : Optional.of(entry.resultNow());
  }

  /// Remembers this from now on.
  public synchronized void put(K key, V value) {
    keep(key, CompletableFuture.completedFuture(value));
  }

  /// What is remembered, or else what the source has: of all who ask for the same at the same time
  /// one reads, and the others wait for it. A failure is not remembered; those who waited for it
  /// try for themselves.
  public V get(K key, Source<V> source) throws IOException {
    var mine = new CompletableFuture<V>();
    var others = claim(key, mine);
    if (others.isEmpty()) {
      return read(key, mine, source);
    }
    try {
      return others.get().join();
    } catch (CompletionException _) {
      return source.read();
    }
  }

  private V read(K key, CompletableFuture<V> entry, Source<V> source) throws IOException {
    try {
      var value = source.read();
      weigh(key, entry, value);
      return value;
    } catch (Throwable failure) {
      forget(key, entry);
      entry.completeExceptionally(failure);
      throw failure;
    }
  }

  /// What is there already; if there is nothing, the given entry is from now on.
  private synchronized Optional<CompletableFuture<V>> claim(K key, CompletableFuture<V> mine) {
    var known = Optional.ofNullable(entries.get(key));
    if (known.isEmpty()) {
      keep(key, mine);
    }
    return known;
  }

  private synchronized void weigh(K key, CompletableFuture<V> entry, V value) {
    entry.complete(value);
    if (isKept(key, entry)) {
      sum += weight.applyAsInt(value) - PENDING;
      trim();
    }
  }

  /// Whether it is this very entry that is there.
  @SuppressWarnings("ReferenceEquality")
  private boolean isKept(K key, CompletableFuture<V> entry) {
    return entries.get(key) == entry;
  }

  private void keep(K key, CompletableFuture<V> entry) {
    sum += weigh(entry);
    var former = entries.put(key, entry);
    if (former != null) {
      sum -= weigh(former);
    }
    trim();
  }

  private void trim() {
    while (sum > max && entries.size() > 1) {
      sum -= weigh(entries.pollFirstEntry().getValue());
    }
  }

  private int weigh(CompletableFuture<V> entry) {
    return entry.state() == State.SUCCESS ? weight.applyAsInt(entry.resultNow()) : PENDING;
  }

  private synchronized void forget(K key, CompletableFuture<V> entry) {
    if (entries.remove(key, entry)) {
      sum -= PENDING;
    }
  }
}
