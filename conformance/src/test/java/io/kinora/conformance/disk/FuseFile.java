package io.kinora.conformance.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A file system of one file, which is a disk. The kernel sends requests through `/dev/fuse`
/// (`linux/fuse.h`, protocol 7.31); one thread answers them in turn. From some request on it can be
/// made to answer none, as a machine without power, until it is told to fail them all.
final class FuseFile implements AutoCloseable {
  static final String NAME = "disk";

  private static final int LOOKUP = 1;
  private static final int FORGET = 2;
  private static final int GETATTR = 3;
  private static final int OPEN = 14;
  private static final int READ = 15;
  private static final int WRITE = 16;
  private static final int STATFS = 17;
  private static final int RELEASE = 18;
  private static final int FSYNC = 20;
  private static final int FLUSH = 25;
  private static final int INIT = 26;
  private static final int INTERRUPT = 36;
  private static final int BATCH_FORGET = 42;

  private static final int REQUEST_HEAD = 40;
  private static final int ANSWER_HEAD = 16;
  private static final int WRITE_HEAD = 40;
  private static final int DATA_MAX = 128 << 10;
  private static final int VERSION = 7;
  private static final int MINOR_VERSION = 31;
  private static final int DIRECT_IO = 1;
  private static final long ROOT = 1;
  private static final long FILE = 2;
  private static final int FOLDER_MODE = 0040700;
  private static final int FILE_MODE = 0100600;
  private static final int PAGE_BYTES = 4096;

  private final VolatileDisk disk;
  private final Path folder;
  private final int descriptor;
  private final Thread thread;
  private final AtomicInteger untilFrozen = new AtomicInteger();
  private final CompletableFuture<Void> frozen = new CompletableFuture<>();
  private final CompletableFuture<Void> failing = new CompletableFuture<>();

  /// What the kernel is told of a request.
  ///
  /// @param errno 0 if it did what it should
  /// @param body absent where the kernel expects no answer
  private record Answer(int errno, @Nullable ByteBuffer body) {
    static final Answer DONE = new Answer(0, ByteBuffer.allocate(0));
    static final Answer NONE = new Answer(0, null);

    static Answer failed(int errno) {
      return new Answer(errno, ByteBuffer.allocate(0));
    }

    static Answer of(ByteBuffer filled) {
      return new Answer(0, filled.flip());
    }
  }

  private FuseFile(VolatileDisk disk, Path folder, int descriptor) {
    this.disk = disk;
    this.folder = folder;
    this.descriptor = descriptor;
    this.thread = Thread.ofPlatform().daemon().name("disk of " + folder).unstarted(this::serve);
  }

  /// Shows the disk as the file [#NAME] of a folder.
  static FuseFile mount(VolatileDisk disk, Path folder) throws IOException {
    Files.createDirectories(folder);
    int descriptor = Linux.open(Path.of("/dev/fuse"));
    var file = new FuseFile(disk, folder, descriptor);
    try {
      Linux.mountFuse(descriptor, folder);
    } catch (IOException failure) {
      Linux.close(descriptor);
      throw failure;
    }
    file.thread.start();
    return file;
  }

  /// Answers nothing from the request on that is so many reads, writes and flushes away.
  ///
  /// @return completes when that has come
  CompletableFuture<Void> freezeAfter(int requests) {
    untilFrozen.set(requests);
    return frozen;
  }

  /// Fails what waits for an answer, and whatever comes.
  void fail() {
    failing.complete(null);
  }

  private void serve() {
    try (var arena = Arena.ofConfined()) {
      var request = arena.allocate(DATA_MAX + PAGE_BYTES);
      var answer = arena.allocate(DATA_MAX + PAGE_BYTES);
      while (true) {
        int bytes = Linux.read(descriptor, request);
        answer(request.asSlice(0, bytes), answer);
      }
    } catch (Linux.Failure failure) {
      if (failure.errno != Linux.ENODEV) {
        throw new IllegalStateException(failure);
      }
      // Unmounted.
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private void answer(MemorySegment request, MemorySegment into) throws IOException {
    var in = request.asByteBuffer().order(ByteOrder.nativeOrder());
    int operation = in.getInt(4);
    long unique = in.getLong(8);
    long node = in.getLong(16);
    in.position(REQUEST_HEAD);
    var answer = isPowered(operation) ? answer(operation, node, in) : Answer.failed(Linux.EIO);
    if (answer.body == null) {
      return;
    }
    int bytes = ANSWER_HEAD + answer.body.remaining();
    into.set(ValueLayout.JAVA_INT, 0, bytes);
    into.set(ValueLayout.JAVA_INT, 4, -answer.errno);
    into.set(ValueLayout.JAVA_LONG, 8, unique);
    into.asByteBuffer().position(ANSWER_HEAD).put(answer.body);
    try {
      Linux.write(descriptor, into.asSlice(0, bytes));
    } catch (Linux.Failure failure) {
      // Whoever asked has gone.
      if (failure.errno != Linux.ENOENT) {
        throw failure;
      }
    }
  }

  private boolean isPowered(int operation) {
    if (operation != READ && operation != WRITE && operation != FSYNC) {
      return true;
    }
    if (untilFrozen.get() > 0 && untilFrozen.decrementAndGet() == 0) {
      frozen.complete(null);
      failing.join();
    }
    return !failing.isDone();
  }

  private Answer answer(int operation, long node, ByteBuffer in) throws IOException {
    return switch (operation) {
      case INIT -> init();
      case LOOKUP -> lookUp(in);
      case GETATTR -> Answer.of(attributes(out(104).putLong(1).putLong(0), node));
      case OPEN -> Answer.of(out(16).putLong(0).putInt(DIRECT_IO).putInt(0));
      case READ -> Answer.of(read(in));
      case WRITE -> Answer.of(write(in));
      case FSYNC -> {
        disk.flush();
        yield Answer.DONE;
      }
      case STATFS -> Answer.of(out(80).putLong(0).putLong(0).position(80));
      case FLUSH, RELEASE -> Answer.DONE;
      case FORGET, BATCH_FORGET, INTERRUPT -> Answer.NONE;
      default -> Answer.failed(Linux.ENOSYS);
    };
  }

  private static ByteBuffer out(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
  }

  private static Answer init() {
    var out = out(64).putInt(VERSION).putInt(MINOR_VERSION).putInt(DATA_MAX).putInt(0);
    out.putShort((short) 16).putShort((short) 12).putInt(DATA_MAX).putInt(1);
    return Answer.of(out.position(64));
  }

  private Answer lookUp(ByteBuffer in) throws IOException {
    var name = new byte[in.remaining() - 1];
    in.get(name);
    return new String(name, StandardCharsets.US_ASCII).equals(NAME)
        ? Answer.of(
            attributes(out(128).putLong(FILE).putLong(0).putLong(1).putLong(1).putLong(0), FILE))
        : Answer.failed(Linux.ENOENT);
  }

  private ByteBuffer attributes(ByteBuffer out, long node) throws IOException {
    boolean isFolder = node == ROOT;
    long bytes = isFolder ? 0 : disk.sizeBytes();
    out.putLong(node).putLong(bytes).putLong(bytes / 512);
    out.putLong(0).putLong(0).putLong(0).putInt(0).putInt(0).putInt(0);
    out.putInt(isFolder ? FOLDER_MODE : FILE_MODE).putInt(1).putInt(0).putInt(0).putInt(0);
    return out.putInt(PAGE_BYTES).putInt(0);
  }

  private ByteBuffer read(ByteBuffer in) throws IOException {
    long offset = in.getLong(REQUEST_HEAD + 8);
    int wanted = in.getInt(REQUEST_HEAD + 16);
    int there = Math.clamp(disk.sizeBytes() - offset, 0, wanted);
    return out(there).put(disk.read(offset, there));
  }

  private ByteBuffer write(ByteBuffer in) throws IOException {
    long offset = in.getLong(REQUEST_HEAD + 8);
    var octets = new byte[in.getInt(REQUEST_HEAD + 16)];
    in.get(REQUEST_HEAD + WRITE_HEAD, octets);
    disk.write(offset, octets);
    return out(8).putInt(octets.length).putInt(0);
  }

  /// Takes the file system away. The disk is the caller's again.
  @Override
  public void close() throws IOException {
    fail();
    Linux.unmount(folder);
    Linux.close(descriptor);
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
