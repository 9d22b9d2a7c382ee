package io.kinora.benchmarks.discard;

import io.kinora.store.Continuity;
import io.kinora.store.FragmentLocation;
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

/// A store with streams but without memory: whatever is appended counts as persisted at once, and
/// never comes back.
///
/// @param real where streams are kept
record DiscardStore(FragmentStore real) implements FragmentStore {
  private static final FragmentLocation NOWHERE = new FragmentLocation(0, 0, 0, 0);

  @Override
  public CompletableFuture<FragmentMetadata> append(NewFragment fragment) {
    return CompletableFuture.completedFuture(
        new FragmentMetadata(
            fragment.streamId(),
            fragment.number(),
            fragment.producerTimeMs(),
            fragment.lengthMs(),
            fragment.durationMs(),
            fragment.presentation(),
            Continuity.FIRST,
            fragment.clusterBytes(),
            fragment.archived(),
            NOWHERE));
  }

  @Override
  public StreamCatalog streams() {
    return real.streams();
  }

  @Override
  public long reserveSequences(long streamId) throws IOException {
    return real.reserveSequences(streamId);
  }

  @Override
  public List<FragmentMetadata> after(ReadScope scope, long sequence, int limit)
      throws IOException {
    return real.after(scope, sequence, limit);
  }

  @Override
  public Optional<FragmentMetadata> find(ReadScope scope, FragmentNumber number)
      throws IOException {
    return real.find(scope, number);
  }

  @Override
  public Optional<FragmentMetadata> lastAtOrBefore(ReadScope scope, TimeAxis axis, long timeMs)
      throws IOException {
    return real.lastAtOrBefore(scope, axis, timeMs);
  }

  @Override
  public Optional<FragmentMetadata> firstByProducerTime(
      ReadScope scope, long timeMs, boolean containing) throws IOException {
    return real.firstByProducerTime(scope, timeMs, containing);
  }

  @Override
  public List<FragmentMetadata> list(FragmentQuery query) throws IOException {
    return real.list(query);
  }

  @Override
  public List<FragmentSummary> summaries(FragmentQuery query) throws IOException {
    return real.summaries(query);
  }

  @Override
  public List<FragmentMetadata> newest(ReadScope scope, int limit) throws IOException {
    return real.newest(scope, limit);
  }

  @Override
  public Optional<FragmentMetadata> at(ReadScope scope, long ordinal) throws IOException {
    return real.at(scope, ordinal);
  }

  @Override
  public List<FragmentMetadata> afterOrdinal(ReadScope scope, long ordinal, int limit)
      throws IOException {
    return real.afterOrdinal(scope, ordinal, limit);
  }

  @Override
  public Optional<StoredFragment> open(FragmentMetadata fragment) throws IOException {
    return real.open(fragment);
  }

  @Override
  public StoreStatus status() {
    return real.status();
  }

  @Override
  public void close() {
    real.close();
  }
}
