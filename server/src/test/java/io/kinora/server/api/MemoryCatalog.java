package io.kinora.server.api;

import io.kinora.store.StreamCatalog;
import io.kinora.store.StreamRecord;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// A catalog in memory that keeps the contract of [StreamCatalog] but for durability.
public final class MemoryCatalog implements StreamCatalog {
  private final InstantSource clock;
  private final TreeMap<String, StreamRecord> byName = new TreeMap<>();
  private final Map<String, Long> lastCreatedAtMs = new HashMap<>();
  private long lastId;

  public MemoryCatalog(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public synchronized Optional<StreamRecord> create(
      String name,
      String version,
      int retentionHours,
      SortedMap<String, String> attributes,
      SortedMap<String, String> tags) {
    if (byName.containsKey(name)) {
      return Optional.empty();
    }
    long createdAtMs = Math.max(clock.millis(), lastCreatedAtMs.getOrDefault(name, 0L) + 1);
    lastCreatedAtMs.put(name, createdAtMs);
    var stream =
        new StreamRecord(++lastId, name, createdAtMs, version, retentionHours, attributes, tags);
    byName.put(name, stream);
    return Optional.of(stream);
  }

  @Override
  public synchronized Optional<StreamRecord> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  @Override
  public synchronized Optional<StreamRecord> find(long id) {
    return byName.values().stream().filter(stream -> stream.id() == id).findFirst();
  }

  @Override
  public synchronized List<StreamRecord> list(String prefix, String afterName, int limit) {
    return byName.tailMap(afterName, false).values().stream()
        .filter(stream -> stream.name().startsWith(prefix))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized long count() {
    return byName.size();
  }

  @Override
  public synchronized Optional<StreamRecord> update(long id, UnaryOperator<StreamRecord> change) {
    var changed = find(id).map(change);
    changed.ifPresent(stream -> byName.put(stream.name(), stream));
    return changed;
  }

  @Override
  public synchronized boolean delete(long id, Consumer<StreamRecord> check) {
    var stream = find(id);
    stream.ifPresent(check);
    return stream.map(StreamRecord::name).map(byName::remove).isPresent();
  }
}
