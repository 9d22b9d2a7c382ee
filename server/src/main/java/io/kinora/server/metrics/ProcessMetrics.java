package io.kinora.server.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/// What the Java machine and the system know of this process.
public final class ProcessMetrics implements Source {
  private static final long MS = 1_000_000;

  @Override
  public void tell(MetricsText to) {
    var runtime = ManagementFactory.getRuntimeMXBean();
    to.gauge(
        "process_start_time_seconds",
        "When the process started, in seconds since 1970.",
        runtime.getStartTime() / 1000);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      to.secondsCounter(
          "process_cpu_seconds_total", "Time of processors, in seconds.", unix.getProcessCpuTime());
      to.gauge("process_open_fds", "Open file descriptors.", unix.getOpenFileDescriptorCount());
      to.gauge(
          "process_max_fds",
          "File descriptors that may be open.",
          unix.getMaxFileDescriptorCount());
    }
    heap(to);
    buffers(to);
    var threads = ManagementFactory.getThreadMXBean();
    to.gauge("jvm_threads", "Threads of the system; requests have none.", threads.getThreadCount());
    collectors(to);
  }

  private static void heap(MetricsText to) {
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    to.gauge(
        "jvm_heap_used_bytes",
        "Octets of the heap in use, with what nobody needs any longer.",
        heap.getUsed());
    to.gauge("jvm_heap_max_bytes", "Octets that the heap may have.", heap.getMax());
  }

  private static void buffers(MetricsText to) {
    for (var pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      switch (pool.getName()) {
        case "direct" ->
            to.gauge(
                "jvm_direct_bytes",
                "Octets of Java's own buffers outside the heap.",
                pool.getMemoryUsed());
        case "mapped" -> {
          to.gauge("jvm_mapped_bytes", "Octets of files in memory maps.", pool.getTotalCapacity());
          to.gauge("jvm_mappings", "Memory maps of files.", pool.getCount());
        }
        default -> {}
      }
    }
  }

  private static void collectors(MetricsText to) {
    var collectors = ManagementFactory.getGarbageCollectorMXBeans();
    to.counter(
        "jvm_gc_total",
        "Collections of garbage.",
        collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum());
    to.secondsCounter(
        "jvm_gc_seconds_total",
        "Time that collections of garbage took, in seconds.",
        MS * collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum());
  }
}
