package io.kinora.server.live;

import io.kinora.media.sample.SampleTable;
import io.kinora.store.FragmentNumber;
import io.kinora.store.HeaderBlob;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A fragment in memory, from the first octet of its Cluster until it is stored or discarded.
///
/// One thread writes it (the event loop of its session); any number of readers follow. The writer
/// publishes how far readers may see; what is published never changes. Readers copy out of the
/// pages, so that a slow reader holds no memory: once the fragment is stored the pages go back to
/// the pool, and a reader in the middle goes on from the store at the same offset.
public final class LiveFragment {
  /// The life of a fragment in memory.
  public enum State {
    /// Still arriving.
    OPEN,
    /// Complete, on its way to the disk.
    COMPLETE,
    /// In the store; the pages are gone.
    STORED,
    /// Given up: it will never be stored; the pages are gone.
    DISCARDED
  }

  private final PagePool pool;
  private final long turn;
  private final List<ByteBuffer> pages = new ArrayList<>();
  private @Nullable Identity identity;
  private long revealedFirst;
  private long revealedLast;
  private int writtenBytes;
  private int tableSteps;
  private int holds = 1;
  private PagePool.Kind refused = PagePool.Kind.PAGE;

  private volatile ByteBuffer frames = ByteBuffer.allocate(0);
  private volatile int visibleBytes;
  private volatile int clusterBytes = -1;
  private volatile State state = State.OPEN;

  /// What is known once the Cluster's Timestamp was read.
  ///
  /// @param number the number it was given
  /// @param timecode the raw Timestamp of the Cluster
  /// @param producerTimeMs start on the producer's clock, epoch milliseconds
  /// @param header the stream header in front of it
  /// @param configuration [io.kinora.media.codec.DecoderSetup#fingerprint] of that header
  /// @param leading elements between header and Cluster
  /// @param videoEndMs when the video ends that its session sent before it, on the producer's
  ///     clock, epoch milliseconds
  /// @param announcedBytes octets that the Cluster announced to have; 0 if it did not
  public record Identity(
      FragmentNumber number,
      String digits,
      long timecode,
      long producerTimeMs,
      HeaderBlob header,
      long configuration,
      byte[] leading,
      OptionalLong videoEndMs,
      long announcedBytes) {
    /// When its main track begins to be played, milliseconds after the fragment's time. Video that
    /// was cut off between frames which are shown in another order begins where that before it
    /// ends: its first frames belong between others that are there already.
    ///
    /// @param earliestMs when the earliest frame of the main track is shown, after the fragment's
    ///     time
    /// @param independent whether nothing before it is needed to decode it
    public int startMs(int earliestMs, boolean independent) {
      long behindMs = videoEndMs.orElse(producerTimeMs) - producerTimeMs;
      boolean goesOn =
          behindMs > earliestMs && behindMs <= (long) earliestMs + SampleTable.MAX_REORDER_MS;
      return goesOn && !independent && videoEndMs.isPresent() ? (int) behindMs : earliestMs;
    }

    /// Whether a reader who was sent the first `sentBytes` octets of the media was promised more:
    /// the Cluster's size is among them.
    boolean promisesMoreThan(int sentBytes) {
      return sentBytes > 0 && sentBytes < announcedBytes;
    }
  }

  public LiveFragment(PagePool pool) {
    this.pool = pool;
    this.turn = pool.nextTurn();
  }

  /// Appends what fits; returns false when the pool has no page for the rest, which is then left in
  /// the buffer. Writer only.
  public boolean append(ByteBuffer octets) {
    while (octets.hasRemaining()) {
      var page = pages.isEmpty() ? null : pages.getLast();
      if (page == null || !page.hasRemaining()) {
        page = pool.take(this);
        if (page == null) {
          refused = PagePool.Kind.PAGE;
          return false;
        }
        synchronized (this) {
          pages.add(page);
        }
      }
      int count = Math.min(page.remaining(), octets.remaining());
      page.put(page.position(), octets, octets.position(), count);
      page.position(page.position() + count);
      octets.position(octets.position() + count);
      writtenBytes += count;
    }
    return true;
  }

  /// Counts a frame table that takes so many octets of the heap. Returns false when the pool has no
  /// room. Writer only.
  public boolean countTable(int bytes) {
    while (tableSteps < Math.ceilDiv(bytes, PagePool.STEP_BYTES)) {
      if (!pool.count(this)) {
        refused = PagePool.Kind.TABLE_STEP;
        return false;
      }
      tableSteps++;
    }
    return true;
  }

  /// After [#append] or [#countTable] was refused: has it tried again on the loop when that may
  /// succeed, unless the fragment has left memory by then. Writer only.
  public void whenReleased(Executor loop, Runnable retry) {
    pool.whenReleased(this, refused, loop, retry);
  }

  /// Lower than that of every fragment that began later.
  long turn() {
    return turn;
  }

  void identify(Identity known) {
    identity = known;
  }

  /// Lets readers see the first `bytes` octets. Writer only.
  ///
  /// @param table the frame table so far; rows whose frames are visible do not change any more
  void reveal(int bytes, ByteBuffer table) {
    long now = System.nanoTime();
    if (visibleBytes == 0) {
      revealedFirst = now;
    }
    revealedLast = now;
    frames = table;
    visibleBytes = bytes;
  }

  /// How long its frames took to arrive, from the first to the last. Of a fragment that is
  /// complete.
  long arrivalMs() {
    return (revealedLast - revealedFirst) / 1_000_000;
  }

  void complete(int cluster, ByteBuffer table) {
    frames = table;
    clusterBytes = cluster;
    visibleBytes = writtenBytes;
    state = State.COMPLETE;
  }

  /// Leaves memory; readers that copy at this moment finish first.
  void leave(State last) {
    state = last;
    release();
  }

  public State state() {
    return state;
  }

  /// What the fragment is; only of a fragment that has its number.
  public Identity identity() {
    if (identity == null) {
      throw new IllegalStateException("fragment without a number");
    }
    return identity;
  }

  public boolean isIdentified() {
    return identity != null;
  }

  /// The frame table, encoded. It has at least the rows of all frames that were visible before this
  /// was called; rows of frames that are not must not be looked at.
  public ByteBuffer frames() {
    return frames;
  }

  /// Octets that readers may see now: whole blocks only while it is open, everything once complete.
  public int visibleBytes() {
    return visibleBytes;
  }

  /// Octets of the Cluster, known once complete.
  public int clusterBytes() {
    return clusterBytes;
  }

  /// Octets written so far. Writer only, or anyone once complete.
  public int mediaBytes() {
    return writtenBytes;
  }

  /// The media as consecutive pieces, for the store; stays valid until the fragment leaves memory.
  public List<ByteBuffer> media() {
    return pages.stream().map(page -> page.duplicate().flip().asReadOnlyBuffer()).toList();
  }

  /// Copies published octets from `offset` on; false if the pages are gone.
  public boolean copy(int offset, ByteBuffer into) {
    if (!hold()) {
      return false;
    }
    try {
      int at = offset;
      int end = Math.min(visibleBytes, offset + into.remaining());
      while (at < end) {
        ByteBuffer page;
        synchronized (this) {
          page = pages.get(at / PagePool.PAGE_BYTES);
        }
        int from = at % PagePool.PAGE_BYTES;
        int count = Math.min(end - at, PagePool.PAGE_BYTES - from);
        into.put(into.position(), page, from, count);
        into.position(into.position() + count);
        at += count;
      }
      return true;
    } finally {
      release();
    }
  }

  private synchronized boolean hold() {
    if (holds == 0) {
      return false;
    }
    holds++;
    return true;
  }

  private void release() {
    synchronized (this) {
      holds--;
      if (holds > 0) {
        return;
      }
    }
    pool.release(this, pages, tableSteps);
  }
}
