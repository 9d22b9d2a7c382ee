package io.kinora.conformance.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// The calls of Linux that Java has no name for.
final class Linux {
  static final int ENOENT = 2;
  static final int EIO = 5;
  static final int ENODEV = 19;
  static final int ENOSYS = 38;

  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 0x80000;
  private static final int MNT_DETACH = 2;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final MemoryLayout TEXT = ValueLayout.ADDRESS;

  private static final MethodHandle OPEN =
      call("open", FunctionDescriptor.of(INT, TEXT, INT), Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(INT, INT));
  private static final MethodHandle READ =
      call("read", FunctionDescriptor.of(LONG, INT, TEXT, LONG));
  private static final MethodHandle WRITE =
      call("write", FunctionDescriptor.of(LONG, INT, TEXT, LONG));
  private static final MethodHandle MOUNT =
      call("mount", FunctionDescriptor.of(INT, TEXT, TEXT, TEXT, LONG, TEXT));
  private static final MethodHandle UMOUNT = call("umount2", FunctionDescriptor.of(INT, TEXT, INT));

  private Linux() {}

  /// A call failed.
  static final class Failure extends IOException {
    private static final long serialVersionUID = 1;

    final int errno;

    Failure(String call, int errno) {
      super(call + " failed with errno " + errno);
      this.errno = errno;
    }
  }

  // Restricted methods: the signatures are those of the C library.
  @SuppressWarnings("restricted")
  private static MethodHandle call(
      String name, FunctionDescriptor signature, Linker.Option... options) {
    var linker = Linker.nativeLinker();
    var all = new Linker.Option[options.length + 1];
    System.arraycopy(options, 0, all, 0, options.length);
    all[options.length] = Linker.Option.captureCallState("errno");
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature, all);
  }

  static int open(Path file) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var errno = errno(arena);
      var name = arena.allocateFrom(file.toString());
      return (int)
          checked("open " + file, (int) OPEN.invokeExact(errno, name, O_RDWR | O_CLOEXEC), errno);
    } catch (Throwable failure) {
      throw rethrown(failure);
    }
  }

  static void close(int descriptor) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var errno = errno(arena);
      checked("close", (int) CLOSE.invokeExact(errno, descriptor), errno);
    } catch (Throwable failure) {
      throw rethrown(failure);
    }
  }

  static int read(int descriptor, MemorySegment into) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var errno = errno(arena);
      return (int)
          checked("read", (long) READ.invokeExact(errno, descriptor, into, into.byteSize()), errno);
    } catch (Throwable failure) {
      throw rethrown(failure);
    }
  }

  static void write(int descriptor, MemorySegment octets) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var errno = errno(arena);
      checked(
          "write", (long) WRITE.invokeExact(errno, descriptor, octets, octets.byteSize()), errno);
    } catch (Throwable failure) {
      throw rethrown(failure);
    }
  }

  /// Mounts a file system that whoever reads the descriptor answers for.
  static void mountFuse(int descriptor, Path folder) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var errno = errno(arena);
      int result =
          (int)
              MOUNT.invokeExact(
                  errno,
                  arena.allocateFrom("kinora-test"),
                  arena.allocateFrom(folder.toString()),
                  arena.allocateFrom("fuse"),
                  0L,
                  arena.allocateFrom(
                      "fd=%d,rootmode=40000,user_id=0,group_id=0".formatted(descriptor)));
      checked("mount " + folder, result, errno);
    } catch (Throwable failure) {
      throw rethrown(failure);
    }
  }

  /// Takes a file system from its place; it ends when nobody uses it any more.
  static void unmount(Path folder) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var errno = errno(arena);
      var name = arena.allocateFrom(folder.toString());
      checked("umount " + folder, (int) UMOUNT.invokeExact(errno, name, MNT_DETACH), errno);
    } catch (Throwable failure) {
      throw rethrown(failure);
    }
  }

  private static MemorySegment errno(Arena arena) {
    return arena.allocate(Linker.Option.captureStateLayout());
  }

  private static long checked(String call, long result, MemorySegment errno) throws Failure {
    if (result < 0) {
      throw new Failure(call, errno.get(ValueLayout.JAVA_INT, 0));
    }
    return result;
  }

  private static IOException rethrown(Throwable failure) {
    return switch (failure) {
      case IOException io -> io;
      case RuntimeException mistake -> throw mistake;
      case Error mistake -> throw mistake;
      default -> throw new IllegalStateException("a native call threw", failure);
    };
  }
}
