package io.kinora.store.log;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// Gives the space of a file's inside back to the disk. Java has no call for it, Linux has.
final class HolePunch {
  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 0x80000;
  private static final int KEEP_SIZE_AND_PUNCH_HOLE = 3;

  private static final Optional<Calls> CALLS = Calls.find();

  private HolePunch() {}

  /// Punches the range; false where the platform or the file system cannot.
  static boolean punch(Path file, long offsetBytes, long lengthBytes) throws IOException {
    return CALLS.isPresent() && CALLS.get().punch(file, offsetBytes, lengthBytes);
  }

  private record Calls(MethodHandle open, MethodHandle fallocate, MethodHandle close) {
    // Restricted methods: these three signatures are those of the C library.
    @SuppressWarnings("restricted")
    static Optional<Calls> find() {
      if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
        return Optional.empty();
      }
      var linker = Linker.nativeLinker();
      var lookup = linker.defaultLookup();
      var open = lookup.find("open");
      var fallocate = lookup.find("fallocate");
      var close = lookup.find("close");
      if (open.isEmpty() || fallocate.isEmpty() || close.isEmpty()) {
        return Optional.empty();
      }
      var i = ValueLayout.JAVA_INT;
      var l = ValueLayout.JAVA_LONG;
      return Optional.of(
          new Calls(
              linker.downcallHandle(
                  open.get(),
                  FunctionDescriptor.of(i, ValueLayout.ADDRESS, i),
                  Linker.Option.firstVariadicArg(2)),
              linker.downcallHandle(fallocate.get(), FunctionDescriptor.of(i, i, i, l, l)),
              linker.downcallHandle(close.get(), FunctionDescriptor.of(i, i))));
    }

    boolean punch(Path file, long offsetBytes, long lengthBytes) throws IOException {
      try (var arena = Arena.ofConfined()) {
        MemorySegment name = arena.allocateFrom(file.toString());
        int descriptor = (int) open.invokeExact(name, O_RDWR | O_CLOEXEC);
        if (descriptor < 0) {
          throw new IOException("cannot open " + file + " to give space back");
        }
        try {
          return (int)
                  fallocate.invokeExact(
                      descriptor, KEEP_SIZE_AND_PUNCH_HOLE, offsetBytes, lengthBytes)
              == 0;
        } finally {
          int _ = (int) close.invokeExact(descriptor);
        }
      } catch (IOException | RuntimeException | Error failure) {
        throw failure;
      } catch (Throwable impossible) {
        throw new IllegalStateException("a native call threw", impossible);
      }
    }
  }
}
