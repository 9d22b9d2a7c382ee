package io.kinora.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What processes have cost so far, by Linux's own count.
///
/// @param cpuSeconds user and system time together, counted in hundredths of a second
/// @param anonymousBytes resident memory that belongs to no file: heap, buffers, stacks
/// @param peakBytes the most resident memory there ever was, mapped files included
public record ProcessCost(double cpuSeconds, long anonymousBytes, long peakBytes) {
  /// USER_HZ, the same on every Linux that Java runs on.
  private static final double TICKS_PER_SECOND = 100;

  private static final int UTIME = 11;
  private static final int STIME = 12;

  /// The sum over some processes.
  public static ProcessCost of(List<Long> pids) {
    double cpu = 0;
    long anonymous = 0;
    long peak = 0;
    for (long pid : pids) {
      cpu += cpuSeconds(pid);
      anonymous += status(pid, "RssAnon:");
      peak += status(pid, "VmHWM:");
    }
    return new ProcessCost(cpu, anonymous, peak);
  }

  private static double cpuSeconds(long pid) {
    String stat = read(pid, "stat");
    // The name in parentheses may hold anything; fields are counted behind it.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) / TICKS_PER_SECOND;
  }

  private static long status(long pid, String name) {
    return read(pid, "status")
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .findFirst()
        .orElse(0);
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException gone) {
      throw new UncheckedIOException("process " + pid + " has gone", gone);
    }
  }
}
