package io.kinora.benchmarks;

import io.kinora.benchmarks.load.LoadProcess;
import io.kinora.benchmarks.load.LoadResult;
import io.kinora.store.Continuity;
import io.kinora.store.FragmentLocation;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.index.SqlCatalog;
import io.kinora.store.index.SqlDatabase;
import io.kinora.store.index.SqlExpiryIndex;
import io.kinora.store.index.SqlFragmentIndex;
import io.kinora.store.log.RetentionClass;
import io.kinora.store.log.SegmentState;
import io.kinora.store.log.Threads;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/// A store as it looks after weeks of ingest, made in minutes: streams with one fragment each
/// through the server itself, then rows in its index and sealed segments of its log that are all
/// hole. Good for what does not read media: lists, and starts, which open no sealed segment.
///
/// @param directory of the store
/// @param streams `bench-0` and so on
/// @param rowsPerStream fragments of each stream
/// @param firstMs time of the first fragment of each stream, on both clocks
record SyntheticStore(Path directory, int streams, int rowsPerStream, long firstMs) {
  /// Time from one fragment to the next.
  static final long STEP_MS = 2000;

  private static final int FRAGMENT_BYTES = 250_000;
  private static final int ROWS_PER_SEGMENT = 1000;
  private static final long SEGMENT_BYTES = 256L << 20;
  private static final int FIRST_SEGMENT = 1_000_000;
  private static final int RETENTION_HOURS = 87_600;
  private static final long FIRST_SEQUENCE = 1001;

  /// The fragment that went through the server has the one before.
  private static final long FIRST_ORDINAL = 2;

  private static final long PLACE_BYTES = 256 << 10;
  private static final long HEADER_BYTES = 256;

  static SyntheticStore make(Bench bench, Path directory, int streams, int rowsPerStream)
      throws IOException {
    try (var server = bench.kinora(directory)) {
      LoadProcess.run(
          "put",
          Map.of(
              "url",
              server.url(),
              "sessions",
              streams,
              "fragments",
              1,
              "retention-hours",
              RETENTION_HOURS,
              "warmup",
              0,
              "seconds",
              60),
          LoadResult.Put.class);
    }
    long firstMs = System.currentTimeMillis() - (rowsPerStream + 1) * STEP_MS;
    var store = new SyntheticStore(directory, streams, rowsPerStream, firstMs - firstMs % 1000);
    store.fill();
    return store;
  }

  long segments() {
    return (long) streams * ((rowsPerStream + ROWS_PER_SEGMENT - 1) / ROWS_PER_SEGMENT);
  }

  /// The index is filled through the store's own code.
  private void fill() throws IOException {
    try (var index =
        SqlDatabase.openSqlite(directory.resolve("index.db"), storeId(), 1, Threads.PLATFORM)) {
      var fragments = new SqlFragmentIndex(index);
      var catalog = new SqlCatalog(index);
      for (int i = 0; i < streams; i++) {
        long streamId = catalog.find("bench-" + i).orElseThrow().id();
        var pattern = fragments.last(streamId).orElseThrow();
        // It is older than the rows to come by sequence, and younger by time.
        new SqlExpiryIndex(index).remove(List.of(pattern));
        fill(fragments, i, pattern);
      }
    }
  }

  private UUID storeId() throws IOException {
    var text = Files.readString(directory.resolve("kinora.store"));
    return UUID.fromString(text.substring(text.indexOf("id ") + 3).strip());
  }

  private void fill(SqlFragmentIndex fragments, int stream, FragmentMetadata pattern)
      throws IOException {
    var random = new SplittableRandom(stream);
    for (int from = 0; from < rowsPerStream; from += ROWS_PER_SEGMENT) {
      long segment = FIRST_SEGMENT + (stream * segments() / streams) + from / ROWS_PER_SEGMENT;
      var rows = new ArrayList<FragmentMetadata>();
      for (int i = from; i < Math.min(from + ROWS_PER_SEGMENT, rowsPerStream); i++) {
        rows.add(row(i, pattern, segment, random.nextInt(1 << FragmentNumber.RANDOM_BITS)));
      }
      var retention = RetentionClass.ofHours(RETENTION_HOURS);
      fragments.insert(
          rows, List.of(new SegmentState(segment, retention, firstMs, SEGMENT_BYTES, true)));
      hole("log/%016x-%02d.klog".formatted(segment, retention.code()));
    }
  }

  private FragmentMetadata row(int i, FragmentMetadata pattern, long segment, int random) {
    long timeMs = firstMs + i * STEP_MS;
    return new FragmentMetadata(
        pattern.streamId(),
        new FragmentNumber(FIRST_SEQUENCE + i, timeMs, random),
        timeMs,
        pattern.lengthMs(),
        pattern.durationMs(),
        pattern.presentation(),
        new Continuity(FIRST_ORDINAL + i, i * STEP_MS, 1, 1, 1, 1, 0, 0, (long) i * FRAGMENT_BYTES),
        FRAGMENT_BYTES,
        true,
        new FragmentLocation(
            segment, i % ROWS_PER_SEGMENT * PLACE_BYTES, FRAGMENT_BYTES, HEADER_BYTES));
  }

  private void hole(String name) throws IOException {
    try (var file = new RandomAccessFile(directory.resolve(name).toFile(), "rw")) {
      file.setLength(SEGMENT_BYTES);
    }
  }
}
