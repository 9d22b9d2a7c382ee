package io.kinora.server.http;

/// What a head that has not arrived whole takes of the heap, as far as it is counted with those of
/// all connections. On the event loop of its connection.
final class HeadArrival {
  /// What a field takes beside its octets, and the fewest octets that make one.
  private static final int FIELD_BYTES = 160;

  private static final int FIELD_OCTETS_MIN = 4;

  private final HeldMemory memory;
  private long octets;
  private long countedBytes;

  HeadArrival(HeldMemory memory) {
    this.memory = memory;
  }

  /// Octets arrived that may be of a head; whether they are its first ones.
  boolean begins(int count) {
    octets += count;
    return octets == count;
  }

  /// There are no more octets for now, and the head, if there is one, is not whole. False if there
  /// is no room for what there is of it.
  boolean fits() {
    long fields = Math.min(octets / FIELD_OCTETS_MIN, StrictRequestDecoder.FIELDS_MAX);
    long bytes = octets + fields * FIELD_BYTES;
    if (!memory.grows(HeldMemory.Kind.HEADS, countedBytes, bytes)) {
      return false;
    }
    countedBytes = bytes;
    return true;
  }

  /// The head is whole, or nobody waits for it any longer.
  void over() {
    memory.gone(HeldMemory.Kind.HEADS, countedBytes);
    octets = 0;
    countedBytes = 0;
  }
}
