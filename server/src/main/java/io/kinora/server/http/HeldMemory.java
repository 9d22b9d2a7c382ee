package io.kinora.server.http;

import io.kinora.server.metrics.MetricsText;
import io.kinora.server.metrics.Source;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/// What all connections hold of the heap beyond what each of them may have for itself: bounded
/// together, and each kind alone, so that no one kind takes it all from the others. Safe for all
/// threads.
final class HeldMemory implements Source {
  private static final long MIB = 1 << 20;

  /// Octets of the heap that all kinds may take together.
  static final long MAX_BYTES = 48 * MIB;

  /// What is held.
  enum Kind {
    /// Heads that have not arrived whole. Those that come in one piece, as heads do, need none.
    HEADS(32 * MIB, 1, 0),
    /// Bodies of requests; one of the largest that can be configured. To collect one takes up to
    /// twice as much of the heap.
    BODIES(16 * MIB, 2, 1024),
    /// What clients send before they have the answer to what they sent before.
    AHEAD(16 * MIB, 1, 2048),
    /// Stream headers of uploads, and what stands between two fragments.
    UPLOADS(32 * MIB, 1, 4096),
    /// Answers that were made and that their clients are slow to take.
    ANSWERS(32 * MIB, 1, 1024);

    private final long limitBytes;
    private final int copies;
    private final int freeBytes;

    /// @param copies how often it is on the heap
    /// @param freeBytes of each connection that are not counted, so that ordinary requests are
    ///     served whatever others do
    Kind(long limitBytes, int copies, int freeBytes) {
      this.limitBytes = limitBytes;
      this.copies = copies;
      this.freeBytes = freeBytes;
    }

    private long counted(long bytes) {
      return Math.max(0, bytes - freeBytes);
    }
  }

  /// One kind.
  private static final class Held {
    final AtomicLong bytes = new AtomicLong();
    final LongAdder refused = new LongAdder();
  }

  private final Map<Kind, Held> kinds = new EnumMap<>(Kind.class);
  private final AtomicLong sum = new AtomicLong();

  HeldMemory() {
    for (var kind : Kind.values()) {
      kinds.put(kind, new Held());
    }
  }

  private Held of(Kind kind) {
    var held = kinds.get(kind);
    if (held == null) {
      throw new IllegalStateException("not counted: " + kind);
    }
    return held;
  }

  /// Makes room for what a connection holds more; false if there is none.
  boolean grows(Kind kind, long fromBytes, long toBytes) {
    long more = kind.counted(toBytes) - kind.counted(fromBytes);
    if (more == 0) {
      return true;
    }
    var held = of(kind);
    boolean fits = held.bytes.addAndGet(more) <= kind.limitBytes;
    boolean allFit = sum.addAndGet(more * kind.copies) <= MAX_BYTES;
    if ((fits && allFit) || more < 0) {
      return true;
    }
    held.bytes.addAndGet(-more);
    sum.addAndGet(-more * kind.copies);
    held.refused.increment();
    return false;
  }

  /// A connection holds it no longer.
  void gone(Kind kind, long bytes) {
    long counted = kind.counted(bytes);
    of(kind).bytes.addAndGet(-counted);
    sum.addAndGet(-counted * kind.copies);
  }

  @Override
  public void tell(MetricsText to) {
    to.gauges(
        "kinora_http_held_bytes",
        "Octets that connections hold beyond what each may have for itself: unfinished heads,"
            + " bodies, what is sent ahead, stream headers of uploads, and answers that are not"
            + " taken.",
        "kind",
        byKind(held -> held.bytes.get()));
    to.counters(
        "kinora_http_held_refused_total",
        "How often there was no room for such.",
        "kind",
        byKind(held -> held.refused.sum()));
  }

  private Map<String, Long> byKind(ToLongFunction<Held> value) {
    var values = new TreeMap<String, Long>();
    kinds.forEach(
        (kind, held) -> values.put(kind.name().toLowerCase(Locale.ROOT), value.applyAsLong(held)));
    return values;
  }
}
