package io.kinora.server.live;

import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentStore;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The present of one stream: which fragments are in memory, and who writes it.
///
/// A fragment stands here from the moment it has its number until the store lists it, so that for
/// every reader "first in memory after my position, or first in the store after my position,
/// whichever is lower" is the next fragment of the stream: nothing skipped, nothing twice. Readers
/// must look here first and into the store second.
public final class LiveStream {
  private static final Logger LOG = LoggerFactory.getLogger(LiveStream.class);

  /// A session that writes the stream.
  public interface Writer {
    /// The stream was deleted; called from any thread.
    void streamDeleted();

    /// Numbers are there again after [#begin] had none, or could not be reserved; called from
    /// any thread.
    void numbersReserved(boolean success);

    /// Whether a fragment of this session is arriving.
    boolean isReceiving();
  }

  private final FragmentStore store;
  private final Executor blocking;
  private final FragmentNumbers numbers;
  private final RecentlyStored recent;
  private final Signal signal = new Signal();
  private final ConcurrentSkipListMap<Long, LiveFragment> fragments = new ConcurrentSkipListMap<>();
  private final Set<Writer> writers = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<Writer> awaitingNumbers = new ConcurrentLinkedQueue<>();
  private final AtomicLong stored = new AtomicLong();
  private final ReentrantLock refreshing = new ReentrantLock();
  private volatile StreamRecord record;
  private volatile boolean confirmed;
  private volatile boolean flowing;
  private volatile boolean deleted;
  private volatile boolean stopping;

  LiveStream(
      FragmentStore store,
      Executor blocking,
      StreamRecord record,
      FragmentNumbers numbers,
      RecentlyStored recent) {
    this.store = store;
    this.blocking = blocking;
    this.record = record;
    this.numbers = numbers;
    this.recent = recent;
  }

  /// The stream as the catalog had it last.
  public StreamRecord record() {
    return record;
  }

  public boolean isDeleted() {
    return deleted;
  }

  int producers() {
    return writers.size();
  }

  /// Registers a session and moves the counter to a fresh block of numbers. Blocks on the disk.
  public void join(Writer writer) throws IOException {
    long block = numbers.takeReserved();
    numbers.startSession(block != 0 ? block : store.reserveSequences(record.id()));
    writers.add(writer);
  }

  public void leave(Writer writer) {
    writers.remove(writer);
  }

  /// Sessions whose fragment is arriving right now.
  public long receivingWriters() {
    return writers.stream().filter(Writer::isReceiving).count();
  }

  private void reserveInGoodTime() {
    if (numbers.needsBlock()) {
      blocking.execute(this::fetchBlock);
    }
  }

  /// Gives a fragment its number and shows it to readers. False if there is no number: the writer
  /// is told when there is one, and asks again.
  ///
  /// @param receivedMs when its first octet arrived, epoch milliseconds
  /// @param identity what the fragment is, given its number
  public boolean begin(
      Writer writer,
      LiveFragment fragment,
      long receivedMs,
      Function<FragmentNumber, LiveFragment.Identity> identity) {
    reserveInGoodTime();
    while (!identify(fragment, receivedMs, identity)) {
      awaitingNumbers.add(writer);
      // Whoever fetched may have failed, and woken those who wait, just before this one waited.
      reserveInGoodTime();
      if (!numbers.available() || !awaitingNumbers.remove(writer)) {
        return false;
      }
    }
    signal.raise();
    return true;
  }

  private synchronized boolean identify(
      LiveFragment fragment,
      long receivedMs,
      Function<FragmentNumber, LiveFragment.Identity> identity) {
    var number = numbers.next(receivedMs);
    number.ifPresent(
        given -> {
          fragment.identify(identity.apply(given));
          fragments.put(given.sequence(), fragment);
        });
    return number.isPresent();
  }

  /// Shows readers the fragment's first octets up to `visibleBytes`.
  ///
  /// @param frames the frame table so far, encoded
  public void reveal(LiveFragment fragment, int visibleBytes, ByteBuffer frames) {
    if (visibleBytes > fragment.visibleBytes()) {
      fragment.reveal(visibleBytes, frames);
      signal.raise();
    }
  }

  /// The fragment is whole.
  ///
  /// @param frames the frame table, encoded
  public void complete(LiveFragment fragment, int clusterBytes, ByteBuffer frames) {
    fragment.complete(clusterBytes, frames);
    signal.raise();
  }

  /// Whether a producer is sending frames as it has them, rather than whole fragments at once.
  public boolean isFlowing() {
    return flowing && !writers.isEmpty();
  }

  /// The store lists the fragment.
  ///
  /// @param durationMs how long it plays
  public void stored(LiveFragment fragment, long durationMs) {
    flowing = fragment.arrivalMs() >= durationMs / 2;
    remove(fragment, LiveFragment.State.STORED);
  }

  /// The fragment will never be stored. Its number stays unused.
  public void discard(LiveFragment fragment) {
    remove(fragment, LiveFragment.State.DISCARDED);
  }

  /// Counted before the fragment leaves memory, so that whoever misses it there looks into the
  /// store again.
  private void remove(LiveFragment fragment, LiveFragment.State last) {
    if (last == LiveFragment.State.STORED) {
      stored.incrementAndGet();
    }
    fragment.leave(last);
    if (fragment.isIdentified()) {
      if (last == LiveFragment.State.STORED) {
        recent.add(fragment.identity().number().sequence());
      }
      fragments.remove(fragment.identity().number().sequence());
      signal.raise();
    }
  }

  /// Whether a fragment that was found in the store may be listed. Memory is looked at first: what
  /// leaves it has become recent before.
  boolean isListable(long sequence) {
    return !recent.isDelaying() || !(fragments.containsKey(sequence) || recent.contains(sequence));
  }

  Optional<LiveFragment> firstAfter(long sequence) {
    return Optional.ofNullable(fragments.higherEntry(sequence)).map(e -> e.getValue());
  }

  /// The newest fragment that is still arriving.
  Optional<LiveFragment> arriving() {
    return fragments.descendingMap().values().stream()
        .filter(fragment -> fragment.state() == LiveFragment.State.OPEN)
        .findFirst();
  }

  /// Fragments in memory, in the order of their numbers.
  public Stream<LiveFragment> inMemory() {
    return fragments.values().stream();
  }

  /// The highest sequence given out or stored; its fragment has come into memory already.
  synchronized long lastSequence() {
    return numbers.last();
  }

  /// Fragments stored since the start: while this stays the same, the store lists nothing new. Read
  /// it after looking into memory and before looking into the store.
  long storedCount() {
    return stored.get();
  }

  /// The state of the stream that [#awaitNews] compares with; read it before looking at anything.
  public long news() {
    return signal.count();
  }

  /// Waits until something has changed in memory since [#news]; false after `nanos` without.
  public boolean awaitNews(long news, long nanos) {
    return signal.await(news, nanos);
  }

  Signal signal() {
    return signal;
  }

  /// Whether the record was read since changes are told here.
  boolean isConfirmed() {
    return confirmed;
  }

  /// Reads the record anew; false if the stream was deleted. One at a time, so that what was read
  /// last stays.
  boolean refresh() {
    refreshing.lock();
    try {
      var found = store.streams().find(record.id());
      found.ifPresent(now -> record = now);
      confirmed = true;
      return found.isPresent();
    } finally {
      refreshing.unlock();
    }
  }

  void stop() {
    stopping = true;
    signal.raise();
  }

  /// Whether the server stops: what waits for news should end.
  public boolean isStopping() {
    return stopping;
  }

  void delete() {
    deleted = true;
    writers.forEach(Writer::streamDeleted);
    signal.raise();
  }

  private void fetchBlock() {
    boolean success = false;
    try {
      numbers.addBlock(store.reserveSequences(record.id()));
      success = true;
    } catch (IOException | RuntimeException failure) {
      numbers.blockFailed();
      LOG.warn("stream {}: no block of sequence numbers", record.name(), failure);
    }
    for (var writer = awaitingNumbers.poll(); writer != null; writer = awaitingNumbers.poll()) {
      writer.numbersReserved(success);
    }
  }
}
