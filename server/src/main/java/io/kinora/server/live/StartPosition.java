package io.kinora.server.live;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentQuery;
import io.kinora.store.FragmentStore;
import io.kinora.store.ReadScope;
import io.kinora.store.TimeAxis;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Optional;

/// Turns a start selector into a position: the sequence after which the response begins.
final class StartPosition {
  private final LiveStream stream;
  private final FragmentStore store;
  private final ReadScope scope;

  StartPosition(LiveStream stream, FragmentStore store, long nowMs) {
    this.stream = stream;
    this.store = store;
    this.scope = ReadScope.playable(stream.record(), nowMs);
  }

  long of(StartSelector start) throws IOException {
    return switch (start) {
      case StartSelector.Earliest() -> 0;
      case StartSelector.Now() -> now();
      case StartSelector.AfterNumber(BigInteger number) -> after(number);
      case StartSelector.ServerTime(long timeMs) -> atServerTime(timeMs);
      case StartSelector.ProducerTime(long timeMs) -> atProducerTime(timeMs);
    };
  }

  private long now() {
    return stream
        .arriving()
        .map(fragment -> before(fragment.identity().number()))
        .orElse(stream.lastSequence());
  }

  /// Numbers compare as numbers; one that is not of our layout lies below or above all of ours.
  private long after(BigInteger number) throws IOException {
    var lowest = new BigInteger(new FragmentNumber(0, 0, 0).toString());
    if (number.compareTo(lowest) < 0) {
      return 0;
    }
    var parsed = FragmentNumber.parse(number.toString());
    if (parsed.isEmpty() || parsed.get().sequence() > stream.lastSequence()) {
      return stream.lastSequence();
    }
    long sequence = parsed.get().sequence();
    boolean sameSequenceIsGreater =
        store.after(scope, sequence - 1, 1).stream()
            .anyMatch(
                row ->
                    row.number().sequence() == sequence
                        && row.number().compareTo(parsed.get()) > 0);
    return sameSequenceIsGreater ? sequence - 1 : sequence;
  }

  private long atServerTime(long timeMs) throws IOException {
    var last = store.lastAtOrBefore(scope, TimeAxis.SERVER, timeMs);
    if (last.isPresent()
        && timeMs <= last.get().number().serverTimeMs() + last.get().durationMs()) {
      return before(last.get().number());
    }
    var later =
        store
            .list(
                new FragmentQuery(
                    scope, TimeAxis.SERVER, timeMs + 1, Long.MAX_VALUE, Optional.empty(), 1))
            .stream()
            .findFirst()
            .map(FragmentMetadata::number);
    return later.isPresent() ? before(later.get()) : inMemoryAfter(last);
  }

  private long atProducerTime(long timeMs) throws IOException {
    var containing = store.firstByProducerTime(scope, timeMs, true);
    var first =
        containing.isPresent() ? containing : store.firstByProducerTime(scope, timeMs, false);
    if (first.isPresent()) {
      return before(first.get().number());
    }
    return stream
        .inMemory()
        .filter(
            fragment ->
                fragment.state() == LiveFragment.State.OPEN
                    || fragment.identity().producerTimeMs() > timeMs)
        .findFirst()
        .map(fragment -> before(fragment.identity().number()))
        .orElseGet(this::now);
  }

  /// Nothing stored begins late enough: the first fragment in memory behind what is stored.
  private long inMemoryAfter(Optional<FragmentMetadata> stored) {
    long sequence = stored.map(row -> row.number().sequence()).orElse(0L);
    return stream
        .firstAfter(sequence)
        .map(fragment -> before(fragment.identity().number()))
        .orElseGet(this::now);
  }

  private static long before(FragmentNumber number) {
    return number.sequence() - 1;
  }
}
