package io.kinora.benchmarks.load;

import java.util.ArrayDeque;

/// Holds the acknowledgements of one session to their rules: for each fragment BUFFERING, RECEIVED,
/// PERSISTED; each kind in the order of the fragments; RECEIVED before the next BUFFERING; the
/// timecode that was sent; one number for all three, above the one before it.
final class AckLedger {
  /// A fragment that was sent and is not persisted.
  private static final class Entry {
    final long timecode;
    String number = "";
    long completedNs;

    Entry(long timecode) {
      this.timecode = timecode;
    }
  }

  /// More is a server that lost its way, not one that is slow.
  static final int UNACKNOWLEDGED_MAX = 10_000;

  private final ArrayDeque<Entry> unbuffered = new ArrayDeque<>();
  private final ArrayDeque<Entry> buffered = new ArrayDeque<>();
  private final ArrayDeque<Entry> received = new ArrayDeque<>();
  private final ArrayDeque<Entry> incomplete = new ArrayDeque<>();
  private String lastNumber = "";
  private long persisted;

  /// A Cluster is about to be sent.
  void begin(long timecode) {
    var entry = new Entry(timecode);
    unbuffered.add(entry);
    incomplete.add(entry);
    if (unpersisted() > UNACKNOWLEDGED_MAX) {
      throw new LoadException(unpersisted() + " fragments without PERSISTED");
    }
  }

  /// The octets that complete the oldest fragment which is not complete have been sent.
  void completed(long nowNs) {
    incomplete.remove().completedNs = nowNs;
  }

  int unpersisted() {
    return unbuffered.size() + buffered.size() + received.size();
  }

  long persisted() {
    return persisted;
  }

  /// Takes an acknowledgement.
  ///
  /// @return for PERSISTED the time since the fragment was completed, otherwise -1
  long take(Ack ack, long nowNs) {
    return switch (ack.event()) {
      case BUFFERING -> {
        if (!buffered.isEmpty()) {
          throw wrong("before RECEIVED of the fragment before it", ack);
        }
        var entry = expect(unbuffered, ack);
        if (ack.number().compareTo(lastNumber) <= 0) {
          throw wrong("not above " + lastNumber, ack);
        }
        entry.number = ack.number();
        lastNumber = ack.number();
        buffered.add(entry);
        yield -1;
      }
      case RECEIVED -> {
        received.add(expect(buffered, ack));
        yield -1;
      }
      case PERSISTED -> {
        var entry = expect(received, ack);
        persisted++;
        if (entry.completedNs == 0) {
          throw wrong("of a fragment that is not sent to its end", ack);
        }
        yield nowNs - entry.completedNs;
      }
    };
  }

  private static Entry expect(ArrayDeque<Entry> queue, Ack ack) {
    var entry = queue.poll();
    if (entry == null) {
      throw wrong("out of order", ack);
    }
    if (entry.timecode != ack.timecode()) {
      throw wrong("expected of the fragment with timecode " + entry.timecode, ack);
    }
    if (!entry.number.isEmpty() && !entry.number.equals(ack.number())) {
      throw wrong("with another number than " + entry.number, ack);
    }
    return entry;
  }

  private static LoadException wrong(String why, Ack ack) {
    return new LoadException(
        "%s %s of %d %s".formatted(ack.event(), ack.number(), ack.timecode(), why));
  }
}
