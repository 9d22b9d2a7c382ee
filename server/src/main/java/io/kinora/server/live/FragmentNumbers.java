package io.kinora.server.live;

import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentStore;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Gives a stream's fragments their numbers: one counter for all sessions, and a server time that
/// never decreases along it.
///
/// Sequences come from blocks that the store reserved durably before the first of them was used, so
/// that no number is given twice, not even after a crash. [#needsBlock] asks for the next block in
/// good time; whoever may block fetches it and hands it in with [#addBlock].
final class FragmentNumbers {
  private static final int LOW_WATER = FragmentStore.SEQUENCE_BLOCK / 2;

  private final RandomGenerator random;
  private long last;
  private long lastTimeMs;
  private long limit;
  private long nextBlock;
  private boolean fetching;

  /// @param last the highest sequence that is stored
  /// @param lastTimeMs server time of that fragment
  FragmentNumbers(RandomGenerator random, long last, long lastTimeMs) {
    this.random = random;
    this.last = last;
    this.limit = last;
    this.lastTimeMs = lastTimeMs;
  }

  /// Starts a session: the counter moves to the beginning of a fresh block.
  ///
  /// @param block first number of a block that the store just reserved
  synchronized void startSession(long block) {
    if (block > last) {
      last = block - 1;
      limit = block - 1 + FragmentStore.SEQUENCE_BLOCK;
      nextBlock = 0;
    }
  }

  /// The block that was reserved ahead and is not begun, taken for a new session; 0 if there is
  /// none.
  synchronized long takeReserved() {
    long block = nextBlock;
    nextBlock = 0;
    return block;
  }

  /// Whether the caller should reserve a block now; true once per block.
  synchronized boolean needsBlock() {
    if (fetching || nextBlock != 0 || limit - last > LOW_WATER) {
      return false;
    }
    fetching = true;
    return true;
  }

  /// Hands in the block that [#needsBlock] asked for. It is of no use if a session began a later
  /// one meanwhile.
  synchronized void addBlock(long block) {
    fetching = false;
    if (block > last) {
      nextBlock = Math.max(block, nextBlock);
    }
  }

  /// The block could not be had; it is asked for again with the next fragment.
  synchronized void blockFailed() {
    fetching = false;
  }

  /// Whether there is a number to give, unless another session takes it first.
  synchronized boolean available() {
    return last < limit || nextBlock > last;
  }

  /// The next number; empty if none is reserved.
  ///
  /// @param receivedMs when the fragment's first octet arrived
  synchronized Optional<FragmentNumber> next(long receivedMs) {
    if (last >= limit) {
      if (nextBlock <= last) {
        return Optional.empty();
      }
      last = nextBlock - 1;
      limit = last + FragmentStore.SEQUENCE_BLOCK;
      nextBlock = 0;
    }
    last++;
    lastTimeMs = Math.max(lastTimeMs, receivedMs);
    int bits = random.nextInt(1 << FragmentNumber.RANDOM_BITS);
    return Optional.of(new FragmentNumber(last, lastTimeMs, bits));
  }

  /// The highest sequence given out or stored; 0 before the first.
  synchronized long last() {
    return last;
  }
}
