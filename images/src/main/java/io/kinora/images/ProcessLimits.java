package io.kinora.images;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/// What the kernel is to refuse this process from now on: more memory than given, any octet in any
/// file, a dump of its memory. Linux only; elsewhere the server's clock is all there is.
final class ProcessLimits {
  private static final int RLIMIT_FSIZE = 1;
  private static final int RLIMIT_DATA = 2;
  private static final int RLIMIT_CORE = 4;

  private ProcessLimits() {}

  /// @param memoryBytes of all memory that can be written
  @SuppressWarnings("restricted")
  static void set(long memoryBytes) {
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
      return;
    }
    var linker = Linker.nativeLinker();
    var setrlimit =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setrlimit"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    limit(setrlimit, RLIMIT_FSIZE, 0);
    limit(setrlimit, RLIMIT_CORE, 0);
    limit(setrlimit, RLIMIT_DATA, memoryBytes);
  }

  private static void limit(MethodHandle setrlimit, int resource, long value) {
    try (var arena = Arena.ofConfined()) {
      var softAndHard = arena.allocateFrom(JAVA_LONG, value, value);
      int result = (int) setrlimit.invokeExact(resource, softAndHard);
      if (result != 0) {
        throw new IllegalStateException("setrlimit of resource " + resource + " failed");
      }
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable undeclared) {
      throw new IllegalStateException(undeclared);
    }
  }
}
