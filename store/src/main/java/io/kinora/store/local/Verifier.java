package io.kinora.store.local;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.index.IndexException;
import io.kinora.store.index.IndexInspection;
import io.kinora.store.index.IndexInspection.RowCursor;
import io.kinora.store.local.VerifyReport.Finding;
import io.kinora.store.local.VerifyReport.Kind;
import io.kinora.store.log.FileSystemDirectory;
import io.kinora.store.log.LogDirectory.Entry;
import io.kinora.store.log.LogVerifier;
import io.kinora.store.log.RecordType;
import io.kinora.store.log.SegmentState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/// Reads a whole store that nobody has open, compares every record with its checksum and the index
/// with the log. Changes nothing, so that damage can be looked at first.
///
/// Needs some 300 octets of memory for each fragment of one segment.
public final class Verifier {
  /// The most findings a report lists.
  public static final int MAX_FINDINGS = 1000;

  /// How far it is.
  ///
  /// @param file what is read now
  /// @param doneBytes octets read before it
  /// @param totalBytes octets to be read
  public record Progress(String file, long doneBytes, long totalBytes) {}

  private final Path directory;
  private final Consumer<Progress> progress;
  private final List<Finding> findings = new ArrayList<>();
  private long omitted;
  private long segments;
  private long records;
  private long fragments;
  private long rows;
  private long doneBytes;
  private long totalBytes;

  private Verifier(Path directory, Consumer<Progress> progress) {
    this.directory = directory;
    this.progress = progress;
  }

  /// Verifies the store of a directory.
  public static VerifyReport verify(Path directory, Consumer<Progress> progress)
      throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException(directory + " is no directory");
    }
    try (var _ = DirectoryLock.acquire(directory)) {
      return new Verifier(directory, progress).run();
    }
  }

  private VerifyReport run() throws IOException {
    var storeId =
        StoreIdentity.read(directory)
            .orElseThrow(() -> new IOException(directory + " is no Kinora store"));
    var log = new FileSystemDirectory(directory.resolve("log"));
    var catalog = new FileSystemDirectory(directory.resolve("catalog"));
    var logFiles = log.list();
    var catalogFiles = catalog.list();
    totalBytes = bytes(logFiles) + bytes(catalogFiles);

    var catalogVerifier = new LogVerifier(catalog, storeId, new Sink("catalog/", Map.of()));
    for (var file : catalogFiles) {
      begin("catalog/", file);
      catalogVerifier.verifyCatalog(file.name());
    }
    if (catalogFiles.stream().noneMatch(file -> LogVerifier.isCatalog(file.name()))) {
      find(Kind.DAMAGE, "catalog", 0, "its file is missing");
    }
    verifyMedia(log, logFiles, storeId);
    return new VerifyReport(
        segments, records, fragments, rows, doneBytes, List.copyOf(findings), omitted);
  }

  private static long bytes(List<Entry> files) {
    return files.stream().mapToLong(Entry::bytes).sum();
  }

  private void begin(String folder, Entry file) {
    progress.accept(new Progress(folder + file.name(), doneBytes, totalBytes));
    doneBytes += file.bytes();
    segments++;
  }

  private void verifyMedia(FileSystemDirectory log, List<Entry> files, UUID storeId)
      throws IOException {
    var file = directory.resolve("index.db");
    if (!Files.exists(file)) {
      find(Kind.INDEX, "index.db", 0, "is missing");
      compare(log, files, storeId, Optional.empty());
      return;
    }
    try (var index = IndexInspection.open(file)) {
      for (var problem : index.problems()) {
        find(Kind.INDEX, "index.db", 0, problem);
      }
      try (var cursor = index.rowsByPlace()) {
        compare(log, files, storeId, Optional.of(new Index(index.segments(), cursor)));
      }
    } catch (IndexException damage) {
      find(Kind.INDEX, "index.db", 0, String.valueOf(damage.getMessage()));
      compare(log, files, storeId, Optional.empty());
    }
  }

  /// What the index says of the log.
  private record Index(Map<Long, SegmentState> segments, RowCursor rows) {
    long endBytes(long segment) {
      var state = segments.get(segment);
      return state == null ? 0 : state.endBytes();
    }
  }

  private void compare(
      FileSystemDirectory log, List<Entry> files, UUID storeId, Optional<Index> index)
      throws IOException {
    for (var file : files) {
      var number = LogVerifier.segmentNumber(file.name());
      if (number.isEmpty()) {
        continue;
      }
      long segment = number.get();
      long endBytes = index.map(it -> it.endBytes(segment)).orElse(0L);
      begin("log/", file);
      var found = new TreeMap<Long, FragmentMetadata>();
      new LogVerifier(log, storeId, new Sink("log/", found)).verifyMedia(file.name(), endBytes);
      if (file.bytes() < endBytes) {
        find(Kind.DAMAGE, "log/" + file.name(), file.bytes(), "ends before " + endBytes);
      }
      if (index.isPresent()) {
        compareRows(file.name(), segment, found, index.get().rows);
      }
    }
    if (index.isPresent()) {
      missing(index.get().rows, Long.MAX_VALUE);
    }
  }

  private void compareRows(
      String file, long segment, Map<Long, FragmentMetadata> found, RowCursor cursor)
      throws IOException {
    missing(cursor, segment);
    for (var row = cursor.current();
        row.isPresent() && row.get().location().segment() == segment;
        row = cursor.current()) {
      rows++;
      long offset = row.get().location().offsetBytes();
      if (!row.get().equals(found.remove(offset))) {
        find(Kind.ROW_WITHOUT_RECORD, "log/" + file, offset, name(row.get()));
      }
      cursor.advance();
    }
    found.forEach(
        (offset, fragment) -> find(Kind.RECORD_WITHOUT_ROW, "log/" + file, offset, name(fragment)));
  }

  /// Rows of segments before `segment` that have no file.
  private void missing(RowCursor cursor, long segment) throws IOException {
    for (var row = cursor.current();
        row.isPresent() && row.get().location().segment() < segment;
        row = cursor.current()) {
      rows++;
      var location = row.get().location();
      find(
          Kind.ROW_WITHOUT_RECORD,
          "log/ segment " + location.segment(),
          location.offsetBytes(),
          name(row.get()));
      cursor.advance();
    }
  }

  private static String name(FragmentMetadata fragment) {
    return "stream " + fragment.streamId() + ", fragment " + fragment.number();
  }

  private void find(Kind kind, String file, long offsetBytes, String what) {
    if (findings.size() < MAX_FINDINGS) {
      findings.add(new Finding(kind, file, offsetBytes, what));
    } else {
      omitted++;
    }
  }

  /// Counts what is sound in the files of a folder and notes the rest.
  private final class Sink implements LogVerifier.Sink {
    private final String folder;
    private final Map<Long, FragmentMetadata> found;

    Sink(String folder, Map<Long, FragmentMetadata> found) {
      this.folder = folder;
      this.found = found;
    }

    @Override
    public void sound(RecordType type) {
      records++;
    }

    @Override
    public void fragment(FragmentMetadata fragment) {
      fragments++;
      found.put(fragment.location().offsetBytes(), fragment);
    }

    @Override
    public void damaged(String file, long offsetBytes, String what) {
      find(Kind.DAMAGE, folder + file, offsetBytes, what);
    }

    @Override
    public void torn(String file, long offsetBytes, long bytes) {
      find(Kind.TORN_TAIL, folder + file, offsetBytes, bytes + " octets");
    }
  }
}
