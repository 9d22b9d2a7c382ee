package io.kinora.store.local;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.StreamRecord;
import io.kinora.store.index.IndexException;
import io.kinora.store.index.IndexInspection;
import io.kinora.store.local.RepairReport.Outcome;
import io.kinora.store.local.RepairReport.Step;
import io.kinora.store.local.VerifyReport.Finding;
import io.kinora.store.local.VerifyReport.Kind;
import io.kinora.store.log.CatalogChange.StreamSaved;
import io.kinora.store.log.CatalogContent;
import io.kinora.store.log.FileSystemDirectory;
import io.kinora.store.log.LogVerifier;
import io.kinora.store.log.RecordType;
import io.kinora.store.log.RetentionClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/// Mends a store that nobody has open, as far as it can be mended.
///
/// - A catalog that is missing or damaged is written anew: from the index if that is sound, with
///   what the catalog says beyond it, else from what can be read. A stream of which only media is
///   left gets a name of its own.
/// - An index that is damaged or lists what is not there goes; the next start makes it anew.
/// - Damaged media cannot be mended. It is named, and stays where it is: everything else is served.
///
/// What is replaced is never deleted, but moved into `set-aside/`.
public final class Repairer {
  private static final long HOUR_MS = 3_600_000;
  private static final List<String> INDEX_FILES =
      List.of("index.db", "index.db-wal", "index.db-shm", "index.db.damaged");

  /// How to repair.
  ///
  /// @param dryRun whether to change nothing, only to say what would be done
  /// @param clock names what is set aside, and dates streams that are put together
  /// @param attributes of streams of which only media is left
  public record Settings(
      boolean dryRun, InstantSource clock, SortedMap<String, String> attributes) {}

  private final Path directory;
  private final UUID storeId;
  private final VerifyReport found;
  private final Settings settings;
  private final List<Step> steps = new ArrayList<>();
  private final Path aside;

  private Repairer(Path directory, UUID storeId, VerifyReport found, Settings settings) {
    this.directory = directory;
    this.storeId = storeId;
    this.found = found;
    this.settings = settings;
    this.aside =
        directory
            .resolve("set-aside")
            .resolve(Long.toString(settings.clock.instant().toEpochMilli()));
  }

  /// Verifies the store of a directory and mends it.
  public static RepairReport repair(
      Path directory, Settings settings, Consumer<Verifier.Progress> progress) throws IOException {
    var found = Verifier.verify(directory, progress);
    try (var _ = DirectoryLock.acquire(directory)) {
      var storeId = StoreIdentity.read(directory).orElseThrow();
      return new Repairer(directory, storeId, found, settings).run();
    }
  }

  private RepairReport run() throws IOException {
    boolean catalogDamaged = has(Kind.DAMAGE, "catalog");
    boolean indexSound =
        found.findings().stream()
            .noneMatch(it -> it.kind() == Kind.INDEX || it.kind() == Kind.ROW_WITHOUT_RECORD);
    if (catalogDamaged) {
      repairCatalog(indexSound);
    }
    if (!indexSound && Files.exists(directory.resolve("index.db"))) {
      repairIndex();
    }
    for (var finding : found.findings()) {
      if (finding.kind() == Kind.DAMAGE && !isCatalog(finding)) {
        steps.add(
            new Step(
                Outcome.LOST,
                finding.file(),
                "at %d: %s".formatted(finding.offsetBytes(), finding.what())));
      }
    }
    var place = Files.exists(aside) ? directory.relativize(aside).toString() : "";
    return new RepairReport(settings.dryRun, List.copyOf(steps), place, found);
  }

  private boolean has(Kind kind, String folder) {
    return found.findings().stream()
        .anyMatch(finding -> finding.kind() == kind && finding.file().startsWith(folder));
  }

  private static boolean isCatalog(Finding finding) {
    return finding.file().startsWith("catalog");
  }

  private void repairIndex() throws IOException {
    for (var name : INDEX_FILES) {
      if (!settings.dryRun && Files.exists(directory.resolve(name))) {
        Files.createDirectories(aside);
        Files.move(directory.resolve(name), aside.resolve(name));
      }
    }
    steps.add(new Step(Outcome.REPAIRED, "index.db", "set aside; the next start makes it anew"));
  }

  private void repairCatalog(boolean indexSound) throws IOException {
    var catalog = new FileSystemDirectory(directory.resolve("catalog"));
    var files =
        catalog.list().stream().map(entry -> entry.name()).filter(LogVerifier::isCatalog).toList();
    var content = new CatalogContent();
    boolean fromIndex = indexSound && readIndex(content);
    for (var file : files) {
      content.read(catalog, file, storeId, fromIndex ? appliedTo(file) : 0);
    }
    nameStreamsOfMedia(content, fromIndex);
    steps.add(
        new Step(
            Outcome.REPAIRED,
            "catalog",
            "written anew with %d streams, from %s"
                .formatted(
                    content.streamCount(),
                    fromIndex ? "the index" : "what can be read: changes may be lost")));
    if (settings.dryRun) {
      return;
    }
    var copies = Files.createDirectories(aside.resolve("catalog"));
    for (var file : files) {
      Files.copy(directory.resolve("catalog").resolve(file), copies.resolve(file));
      StoreIdentity.force(copies);
    }
    content.writeTo(catalog, storeId, settings.clock);
    for (var file : files) {
      catalog.delete(file);
    }
    catalog.force();
  }

  private boolean readIndex(CatalogContent content) throws IOException {
    try (var index = IndexInspection.open(directory.resolve("index.db"))) {
      var changes = index.catalog();
      changes.forEach(content::apply);
      return !changes.isEmpty();
    } catch (IndexException _) {
      return false;
    }
  }

  /// Up to where the index has a file of the catalog.
  private long appliedTo(String file) throws IOException {
    try (var index = IndexInspection.open(directory.resolve("index.db"))) {
      return index
          .catalogPosition()
          .filter(position -> LogVerifier.catalogNumber(file) == position.segment())
          .map(position -> position.bytes())
          .orElse(0L);
    }
  }

  /// What the media tells of its streams: sequences that are used, and, where no record of a
  /// stream is left, that there was one.
  private void nameStreamsOfMedia(CatalogContent content, boolean fromIndex) throws IOException {
    var log = new FileSystemDirectory(directory.resolve("log"));
    var hours = new TreeMap<Long, Integer>();
    for (var entry : log.list()) {
      if (LogVerifier.segmentNumber(entry.name()).isPresent()) {
        var lifeMs = LogVerifier.retention(entry.name()).map(RetentionClass::lifeMs).orElse(0L);
        var sequences = new HashMap<Long, Long>();
        new LogVerifier(log, storeId, new Streams(sequences)).verifyMedia(entry.name(), 0);
        for (Map.Entry<Long, Long> stream : sequences.entrySet()) {
          content.used(stream.getKey(), stream.getValue());
          hours.merge(stream.getKey(), (int) Math.max(1, lifeMs / HOUR_MS), Math::max);
        }
      }
    }
    for (var stream : hours.entrySet()) {
      long id = stream.getKey();
      if (!fromIndex && !content.hasStream(id) && !content.isDeleted(id)) {
        var name = "recovered-stream-" + id;
        long createdAtMs = content.nextCreatedAtMs(settings.clock.instant().toEpochMilli());
        content.apply(
            new StreamSaved(
                new StreamRecord(
                    id,
                    name,
                    createdAtMs,
                    "recovered",
                    stream.getValue(),
                    settings.attributes,
                    new TreeMap<>())));
        steps.add(
            new Step(
                Outcome.REPAIRED,
                "catalog",
                "only media is left of stream %d, now %s".formatted(id, name)));
      }
    }
  }

  /// Collects the highest sequence of each stream.
  private record Streams(Map<Long, Long> sequences) implements LogVerifier.Sink {
    @Override
    public void sound(RecordType type) {
      // It was counted before.
    }

    @Override
    public void fragment(FragmentMetadata fragment) {
      sequences.merge(fragment.streamId(), fragment.number().sequence(), Math::max);
    }

    @Override
    public void damaged(String file, long offsetBytes, String what) {
      // It was found before.
    }

    @Override
    public void torn(String file, long offsetBytes, long bytes) {
      // It was found before.
    }
  }
}
