package io.kinora.store.log;

import io.kinora.store.FragmentLocation;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The segments that can be read, their open files, and one mapping of each that its readers share.
/// A file stays open while a fragment of it is held, also when the segment is removed meanwhile; of
/// the others the most recently used stay open. A segment that grew beyond its mapping is mapped
/// anew, and the old mapping goes with its last reader. Safe for all threads. Files are opened,
/// mapped and closed outside the lock.
final class SegmentFiles implements AutoCloseable {
  /// One segment. Fields are guarded by the lock of the enclosing object.
  private static final class Segment {
    final String name;
    final SegmentIdentity identity;
    long bytes;
    int leases;
    boolean removed;
    @Nullable LogFile file;
    @Nullable FileMapping mapping;

    Segment(String name, SegmentIdentity identity, long bytes) {
      this.name = name;
      this.identity = identity;
      this.bytes = bytes;
    }
  }

  private final LogDirectory directory;
  private final int maxIdle;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, Segment> segments = new HashMap<>();
  private final LinkedHashMap<Long, Segment> idle = new LinkedHashMap<>();
  private final Map<LogPosition, Integer> held = new HashMap<>();
  private long storedBytes;

  SegmentFiles(LogDirectory directory, int maxIdle) {
    this.directory = directory;
    this.maxIdle = maxIdle;
  }

  /// Says that a segment reaches up to `bytes`.
  void put(String name, SegmentIdentity identity, long bytes) {
    lock.lock();
    try {
      var segment =
          segments.computeIfAbsent(identity.number(), _ -> new Segment(name, identity, 0));
      storedBytes += bytes - segment.bytes;
      segment.bytes = bytes;
    } finally {
      lock.unlock();
    }
  }

  /// The file of a segment; empty if there is none.
  Optional<String> name(long number) {
    lock.lock();
    try {
      return Optional.ofNullable(segments.get(number)).map(segment -> segment.name);
    } finally {
      lock.unlock();
    }
  }

  /// Where a segment ends; empty if there is none.
  OptionalLong bytes(long number) {
    lock.lock();
    try {
      var segment = segments.get(number);
      return segment == null ? OptionalLong.empty() : OptionalLong.of(segment.bytes);
    } finally {
      lock.unlock();
    }
  }

  /// How many segments there are.
  int count() {
    lock.lock();
    try {
      return segments.size();
    } finally {
      lock.unlock();
    }
  }

  /// Octets of all segments.
  long storedBytes() {
    lock.lock();
    try {
      return storedBytes;
    } finally {
      lock.unlock();
    }
  }

  /// Whether somebody has the record open.
  boolean isHeld(LogPosition position) {
    lock.lock();
    try {
      return held.containsKey(position);
    } finally {
      lock.unlock();
    }
  }

  /// Holds a record and its file open; empty if the segment is gone.
  Optional<Lease> acquire(FragmentLocation location) throws IOException {
    var position = new LogPosition(location.segment(), location.offsetBytes());
    Segment segment;
    LogFile file;
    lock.lock();
    try {
      segment = segments.get(position.segment());
      if (segment == null) {
        return Optional.empty();
      }
      segment.leases++;
      held.merge(position, 1, Integer::sum);
      idle.remove(position.segment());
      file = segment.file;
    } finally {
      lock.unlock();
    }
    try {
      return Optional.of(new Lease(segment, position, file != null ? file : open(segment)));
    } catch (IOException | RuntimeException | Error failure) {
      release(segment, position);
      throw failure;
    }
  }

  private LogFile open(Segment segment) throws IOException {
    var opened = directory.openToRead(segment.name);
    LogFile faster;
    lock.lock();
    try {
      if (segment.file == null) {
        segment.file = opened;
        return opened;
      }
      faster = segment.file;
    } finally {
      lock.unlock();
    }
    opened.close();
    return faster;
  }

  /// A mapping that reaches `endBytes`, held by the caller.
  private FileMapping map(Segment segment, LogFile file, long endBytes) throws IOException {
    lock.lock();
    try {
      var shared = segment.mapping;
      if (shared != null && shared.reaches(endBytes)) {
        return shared.hold();
      }
    } finally {
      lock.unlock();
    }
    var made = FileMapping.of(file);
    FileMapping former;
    lock.lock();
    try {
      former = segment.mapping;
      segment.mapping = made.hold();
    } finally {
      lock.unlock();
    }
    if (former != null) {
      former.close();
    }
    return made;
  }

  private void release(Segment segment, LogPosition position) {
    var unused = new ArrayList<AutoCloseable>();
    lock.lock();
    try {
      held.computeIfPresent(position, (_, count) -> count == 1 ? null : count - 1);
      segment.leases--;
      if (segment.leases == 0) {
        if (segment.removed) {
          takeFile(segment, unused);
        } else if (segment.file != null) {
          idle.put(position.segment(), segment);
        }
      }
      var eldest = idle.values().iterator();
      while (idle.size() > maxIdle && eldest.hasNext()) {
        takeFile(eldest.next(), unused);
        eldest.remove();
      }
    } finally {
      lock.unlock();
    }
    close(unused);
  }

  /// Forgets a segment. Who has a fragment of it open goes on reading.
  void remove(long number) {
    var unused = new ArrayList<AutoCloseable>();
    lock.lock();
    try {
      var segment = segments.remove(number);
      if (segment != null) {
        storedBytes -= segment.bytes;
        segment.removed = true;
        idle.remove(number);
        if (segment.leases == 0) {
          takeFile(segment, unused);
        }
      }
    } finally {
      lock.unlock();
    }
    close(unused);
  }

  private static void takeFile(Segment segment, List<AutoCloseable> unused) {
    if (segment.file != null) {
      unused.add(segment.file);
      segment.file = null;
    }
    if (segment.mapping != null) {
      unused.add(segment.mapping);
      segment.mapping = null;
    }
  }

  private static void close(List<AutoCloseable> unused) {
    for (var each : unused) {
      try {
        each.close();
      } catch (Exception failure) {
        // Only reading was done: nothing is lost, but a descriptor may be.
        throw new IllegalStateException("a log segment could not be closed", failure);
      }
    }
  }

  /// Closes all files. Fragments that are still open become unreadable, but memory that they have
  /// mapped stays valid until they are closed: a socket may be reading it.
  @Override
  public void close() {
    var unused = new ArrayList<AutoCloseable>();
    lock.lock();
    try {
      for (var segment : segments.values()) {
        segment.removed = true;
        takeFile(segment, unused);
      }
      segments.clear();
      idle.clear();
    } finally {
      lock.unlock();
    }
    close(unused);
  }

  /// A record held open.
  final class Lease implements AutoCloseable {
    private final Segment segment;
    private final LogPosition position;
    private final LogFile file;
    private @Nullable FileMapping mapping;
    private boolean closed;

    private Lease(Segment segment, LogPosition position, LogFile file) {
      this.segment = segment;
      this.position = position;
      this.file = file;
    }

    LogFile file() {
      return file;
    }

    SegmentIdentity identity() {
      return segment.identity;
    }

    /// A range of the file as memory, valid until the lease is closed.
    MemorySegment mapped(long offsetBytes, long lengthBytes) throws IOException {
      var held = mapping;
      if (held == null) {
        held = map(segment, file, offsetBytes + lengthBytes);
        mapping = held;
      }
      return held.slice(offsetBytes, lengthBytes);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        if (mapping != null) {
          mapping.close();
        }
        release(segment, position);
      }
    }
  }
}
