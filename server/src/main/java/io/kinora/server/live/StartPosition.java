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
import java.util.stream.Stream;

/// Turns a start selector into a position: the sequence after which the response begins.
///
/// Fragments begin, and go from memory into the store, while this looks. So it looks at the last
/// number given out first, at memory second and into the store last: what comes later than a look
/// lies behind the position, or is found by the next look.
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
    long begun = stream.lastSequence();
    return stream.arriving().map(StartPosition::before).orElse(begun);
  }

  /// Numbers compare as numbers; one that is not of our layout lies below or above all of ours.
  private long after(BigInteger number) throws IOException {
    var lowest = new BigInteger(new FragmentNumber(0, 0, 0).toString());
    if (number.compareTo(lowest) < 0) {
      return 0;
    }
    var parsed = FragmentNumber.parse(number.toString());
    long begun = stream.lastSequence();
    if (parsed.isEmpty() || parsed.get().sequence() > begun) {
      return begun;
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
    long now = now();
    var inMemory = stream.inMemory().map(StartPosition::before).toList();
    var last = store.lastAtOrBefore(scope, TimeAxis.SERVER, timeMs);
    if (last.isPresent()
        && timeMs <= last.get().number().serverTimeMs() + last.get().durationMs()) {
      return before(last.get());
    }
    long lastSequence = last.map(row -> row.number().sequence()).orElse(0L);
    var later =
        store
            .list(
                new FragmentQuery(
                    scope, TimeAxis.SERVER, timeMs + 1, Long.MAX_VALUE, Optional.empty(), 1))
            .stream()
            .map(StartPosition::before);
    return Stream.concat(later, inMemory.stream().filter(position -> position >= lastSequence))
        .min(Long::compare)
        .orElse(now);
  }

  private long atProducerTime(long timeMs) throws IOException {
    long now = now();
    var inMemory =
        stream
            .inMemory()
            .filter(
                fragment ->
                    fragment.state() == LiveFragment.State.OPEN
                        || fragment.identity().producerTimeMs() > timeMs)
            .findFirst()
            .map(StartPosition::before);
    var containing = store.firstByProducerTime(scope, timeMs, true);
    if (containing.isPresent()) {
      return before(containing.get());
    }
    var later = store.firstByProducerTime(scope, timeMs, false).map(StartPosition::before);
    return Stream.concat(later.stream(), inMemory.stream()).min(Long::compare).orElse(now);
  }

  private static long before(LiveFragment fragment) {
    return fragment.identity().number().sequence() - 1;
  }

  private static long before(FragmentMetadata fragment) {
    return fragment.number().sequence() - 1;
  }
}
