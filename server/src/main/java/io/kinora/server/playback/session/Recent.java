package io.kinora.server.playback.session;

import java.util.LinkedHashMap;
import java.util.Optional;

/// A bounded memory of what can be had again; what was used least recently is forgotten first. Safe
/// for all threads.
///
/// @param <K> what is asked for
/// @param <V> what is remembered of it
public final class Recent<K, V> {
  private final int max;
  private final LinkedHashMap<K, V> entries = new LinkedHashMap<>(64, 0.75f, true);

  public Recent(int max) {
    this.max = max;
  }

  /// What is remembered.
  public synchronized Optional<V> find(K key) {
    return Optional.ofNullable(entries.get(key));
  }

  /// Remembers this from now on.
  public synchronized void put(K key, V value) {
    entries.put(key, value);
    if (entries.size() > max) {
      entries.pollFirstEntry();
    }
  }
}
