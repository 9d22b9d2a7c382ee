package io.kinora.server;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentQuery;
import io.kinora.store.FragmentStore;
import io.kinora.store.FragmentSummary;
import io.kinora.store.NewFragment;
import io.kinora.store.ReadScope;
import io.kinora.store.StoreStatus;
import io.kinora.store.StoredFragment;
import io.kinora.store.StreamCatalog;
import io.kinora.store.TimeAxis;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Stands in front of a store and passes everything on. A test overrides what is to go wrong.
public class StoreFront implements FragmentStore {
  private final FragmentStore store;

  public StoreFront(FragmentStore store) {
    this.store = store;
  }

  @Override
  public StreamCatalog streams() {
    return store.streams();
  }

  @Override
  public long reserveSequences(long streamId) throws IOException {
    return store.reserveSequences(streamId);
  }

  @Override
  public CompletableFuture<FragmentMetadata> append(NewFragment fragment) {
    return store.append(fragment);
  }

  @Override
  public List<FragmentMetadata> after(ReadScope scope, long sequence, int limit)
      throws IOException {
    return store.after(scope, sequence, limit);
  }

  @Override
  public Optional<FragmentMetadata> find(ReadScope scope, FragmentNumber number)
      throws IOException {
    return store.find(scope, number);
  }

  @Override
  public Optional<FragmentMetadata> lastAtOrBefore(ReadScope scope, TimeAxis axis, long timeMs)
      throws IOException {
    return store.lastAtOrBefore(scope, axis, timeMs);
  }

  @Override
  public Optional<FragmentMetadata> firstByProducerTime(
      ReadScope scope, long timeMs, boolean containing) throws IOException {
    return store.firstByProducerTime(scope, timeMs, containing);
  }

  @Override
  public List<FragmentMetadata> list(FragmentQuery query) throws IOException {
    return store.list(query);
  }

  @Override
  public List<FragmentSummary> summaries(FragmentQuery query) throws IOException {
    return store.summaries(query);
  }

  @Override
  public List<FragmentMetadata> newest(ReadScope scope, int limit) throws IOException {
    return store.newest(scope, limit);
  }

  @Override
  public Optional<FragmentMetadata> at(ReadScope scope, long ordinal) throws IOException {
    return store.at(scope, ordinal);
  }

  @Override
  public List<FragmentMetadata> afterOrdinal(ReadScope scope, long ordinal, int limit)
      throws IOException {
    return store.afterOrdinal(scope, ordinal, limit);
  }

  @Override
  public Optional<StoredFragment> open(FragmentMetadata fragment) throws IOException {
    return store.open(fragment);
  }

  @Override
  public StoreStatus status() {
    return store.status();
  }

  @Override
  public void close() {
    store.close();
  }
}
