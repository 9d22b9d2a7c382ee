package io.kinora.store.local;

import io.kinora.store.Continuity;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentQuery;
import io.kinora.store.FragmentStore;
import io.kinora.store.HeaderBlob;
import io.kinora.store.NewFragment;
import io.kinora.store.Presentation;
import io.kinora.store.ReadScope;
import io.kinora.store.TimeAxis;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;

/// Measures a store on a real directory; run by hand, beside `fio` on the same disk.
///
/// - `append DIR APPENDERS SECONDS [BYTES]`: so many sessions, each of which appends its next
///   fragment when the last one is durable.
/// - `list DIR ROWS`: pages of 1,000 rows out of so many, and the other queries.
final class StoreLoad {
  private static final long T0 = 1_700_000_000_000L;

  private StoreLoad() {}

  public static void main(String[] arguments) throws Exception {
    var directory = Path.of(arguments[1]);
    Files.createDirectories(directory);
    try (var store = LocalStore.open(StoreConfig.in(directory))) {
      switch (arguments[0]) {
        case "append" ->
            append(
                store,
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]),
                arguments.length > 4 ? Integer.parseInt(arguments[4]) : 250_000);
        case "list" -> list(store, Long.parseLong(arguments[2]));
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
  }

  /// One session: the completion of a fragment sends the next.
  private static final class Session {
    final FragmentStore store;
    final long streamId;
    final HeaderBlob header;
    final ByteBuffer media;
    final long endNs;
    final CountDownLatch finished;
    final ConcurrentLinkedQueue<Long> latenciesNs;
    long sequence;

    Session(
        FragmentStore store,
        long streamId,
        ByteBuffer media,
        long endNs,
        CountDownLatch finished,
        ConcurrentLinkedQueue<Long> latenciesNs) {
      this.store = store;
      this.streamId = streamId;
      this.header = new HeaderBlob(ByteBuffer.allocate(300).putLong(streamId).array());
      this.media = media;
      this.endNs = endNs;
      this.finished = finished;
      this.latenciesNs = latenciesNs;
    }

    void next() {
      long start = System.nanoTime();
      if (start > endNs) {
        finished.countDown();
        return;
      }
      var number =
          new FragmentNumber(++sequence, System.currentTimeMillis(), (int) (streamId & 0xFFFFFF));
      var fragment =
          new NewFragment(
              streamId,
              number,
              number.serverTimeMs(),
              1960,
              2000,
              new Presentation(1, 0, 2000, 0, true),
              true,
              header,
              new byte[0],
              ByteBuffer.allocate(60 * 20),
              List.of(media.duplicate()),
              media.remaining());
      var _ =
          store
              .append(fragment)
              .whenComplete(
                  (_, failure) -> {
                    if (failure != null) {
                      failure.printStackTrace();
                      finished.countDown();
                    } else {
                      latenciesNs.add(System.nanoTime() - start);
                      next();
                    }
                  });
    }
  }

  private static void append(LocalStore store, int appenders, int seconds, int bytes)
      throws Exception {
    var finished = new CountDownLatch(appenders);
    var latencies = new ConcurrentLinkedQueue<Long>();
    var sessions = new ArrayList<Session>();
    var media = ByteBuffer.allocateDirect(bytes);
    for (int i = 0; i < bytes; i++) {
      media.put(i, (byte) ThreadLocalRandom.current().nextInt());
    }
    long begin = System.nanoTime();
    long endNs = begin + seconds * 1_000_000_000L;
    for (int i = 0; i < appenders; i++) {
      var name = "load" + System.nanoTime();
      var stream =
          store.streams().create(name, "v", 24, new TreeMap<>(), new TreeMap<>()).orElseThrow();
      sessions.add(new Session(store, stream.id(), media, endNs, finished, latencies));
    }
    begin = System.nanoTime();
    long cpuBegin = cpuNs();
    sessions.forEach(Session::next);
    finished.await();
    double took = (System.nanoTime() - begin) / 1e9;
    double cpu = (cpuNs() - cpuBegin) / 1e9;
    long[] sorted = latencies.stream().mapToLong(ns -> ns).sorted().toArray();
    double megabytes = (double) sorted.length * bytes / 1e6;
    System.out.printf(
        "append %d x %d: %.0f MB/s, %.0f fragments/s, p50 %.2f ms, p99 %.2f ms, %.0f MB/cpu-s%n",
        appenders,
        bytes,
        megabytes / took,
        sorted.length / took,
        percentile(sorted, 50) / 1e6,
        percentile(sorted, 99) / 1e6,
        megabytes / cpu);
  }

  private static long cpuNs() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  private static long percentile(long[] sorted, int percent) {
    return sorted[(int) Math.min(sorted.length - 1L, (long) sorted.length * percent / 100)];
  }

  private static final int STREAMS = 100;

  private static void list(LocalStore store, long rows) throws Exception {
    fill(store, rows);
    for (int round = 0; round < 3; round++) {
      for (var axis : TimeAxis.values()) {
        measure("1,000 rows by " + axis, 2000, () -> page(store, axis, rows));
      }
      measure("after, one", 5000, () -> store.after(scope(), random(rows / STREAMS), 1));
      measure(
          "last at or before",
          5000,
          () -> store.lastAtOrBefore(scope(), TimeAxis.SERVER, time(rows)));
      measure("containing", 5000, () -> store.firstByProducerTime(scope(), time(rows), true));
      measure(
          "above producer time", 50, () -> store.firstByProducerTime(scope(), time(rows), false));
    }
  }

  /// Rows without fragments, in batches as the shard makes them.
  private static void fill(LocalStore store, long rows) throws IOException {
    if (store.streams().count() == 0) {
      for (int i = 0; i < STREAMS; i++) {
        store.streams().create("s" + i, "v", 87_600, new TreeMap<>(), new TreeMap<>());
      }
    }
    long start = System.nanoTime();
    var batch = new ArrayList<FragmentMetadata>();
    for (long i = store.index().count(); i < rows; i++) {
      long sequence = i / STREAMS + 1;
      long time = T0 + sequence * 2000;
      batch.add(
          new FragmentMetadata(
              i % STREAMS + 1,
              new FragmentNumber(sequence, time, (int) (i & 0xFFFFFF)),
              time - 700,
              1960,
              2000,
              new Presentation(1, 0, 2000, 0, true),
              new Continuity(sequence, sequence * 2000, 0, 1, 0, 0, 0, 0, sequence * 250_000),
              250_000,
              true,
              new io.kinora.store.FragmentLocation(
                  1 + i / 1000, i % 1000 * 250_000, 251_000, 128)));
      if (batch.size() == 64 || i == rows - 1) {
        store.index().insert(batch, List.of(state(i)));
        batch.clear();
      }
    }
    System.out.printf("filled to %d rows in %.1f s%n", rows, (System.nanoTime() - start) / 1e9);
  }

  private static io.kinora.store.log.SegmentState state(long i) {
    return new io.kinora.store.log.SegmentState(
        1 + i / 1000, io.kinora.store.log.RetentionClass.ofHours(87_600), T0, i, false);
  }

  private static ReadScope scope() {
    return new ReadScope(1 + random(STREAMS), 0, true);
  }

  private static long random(long bound) {
    return ThreadLocalRandom.current().nextLong(bound);
  }

  private static long time(long rows) {
    return T0 + random(rows / STREAMS) * 2000;
  }

  private static List<FragmentMetadata> page(LocalStore store, TimeAxis axis, long rows)
      throws IOException {
    long from = T0 + random(rows / STREAMS - 1000) * 2000;
    return store.list(
        new FragmentQuery(scope(), axis, from, Long.MAX_VALUE, Optional.empty(), 1000));
  }

  private interface Query {
    Object run() throws IOException;
  }

  private static void measure(String name, int times, Query query) throws IOException {
    long[] took = new long[times];
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      var _ = query.run();
      took[i] = System.nanoTime() - start;
    }
    Arrays.sort(took);
    System.out.printf(
        "%s: p50 %d µs, p99 %d µs%n",
        name, percentile(took, 50) / 1000, percentile(took, 99) / 1000);
  }
}
