package io.kinora.store.log;

import io.kinora.store.Continuity;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.NewFragment;
import io.kinora.testkit.FakeClock;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// A log in a faulty directory, with the part of an index that a log needs.
final class LogRig {
  static final UUID STORE = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  static final long T0 = 1_700_000_000_000L;
  static final RetentionClass DAY = RetentionClass.ofHours(24);
  static final LogSettings SMALL = new LogSettings(64 << 10, 16 << 10, false, 0, 8, 1 << 20);

  final FaultyDirectory directory;
  final FakeClock clock = new FakeClock(Instant.ofEpochMilli(T0));
  final List<FragmentMetadata> rows = new ArrayList<>();
  final Map<Long, SegmentState> states = new HashMap<>();
  final LogRecovery.Recovered recovered;
  private final LogSettings settings;
  private Optional<LocalMediaLog> log = Optional.empty();

  LogRig(FaultyDirectory directory) throws IOException {
    this(directory, SMALL, Map.of());
  }

  /// @param known what an index would know already
  LogRig(FaultyDirectory directory, LogSettings settings, Map<Long, SegmentState> known)
      throws IOException {
    this.directory = directory;
    this.states.putAll(known);
    this.recovered =
        new LogRecovery(
                directory,
                STORE,
                new LogRecovery.Sink() {
                  @Override
                  public void lost(Set<Long> segments) {
                    states.keySet().removeAll(segments);
                  }

                  @Override
                  public void replay(List<FragmentMetadata> fragments, SegmentState state) {
                    rows.addAll(fragments);
                    states.put(state.number(), state);
                  }
                })
            .run(known);
    this.settings = settings;
  }

  /// The log, opened when it is asked for: recovery is tested some ten thousand times without.
  LocalMediaLog log() throws IOException {
    if (log.isEmpty()) {
      log =
          Optional.of(
              new LocalMediaLog(directory, STORE, settings, clock, Threads.PLATFORM, recovered));
    }
    return log.get();
  }

  /// The log keeps what it is told of a fragment's place in its stream.
  static MediaLog.Entry entry(NewFragment fragment, RetentionClass retention) {
    return new MediaLog.Entry(fragment, retention, Continuity.FIRST);
  }

  /// Appends a batch of one class.
  List<FragmentMetadata> append(RetentionClass retention, NewFragment... fragments)
      throws IOException {
    var entries = new ArrayList<MediaLog.Entry>();
    for (var fragment : fragments) {
      entries.add(entry(fragment, retention));
    }
    var added = append(entries);
    rows.addAll(added);
    return added;
  }

  /// Writes, waits and records; takes everything back if that fails.
  List<FragmentMetadata> append(List<MediaLog.Entry> entries) throws IOException {
    try {
      var written = log().write(entries);
      record(log().await(written));
      var added = new ArrayList<FragmentMetadata>();
      for (int i = 0; i < entries.size(); i++) {
        var entry = entries.get(i);
        added.add(
            FragmentRecords.metadata(
                entry.fragment(), entry.continuity(), written.locations().get(i)));
      }
      return added;
    } catch (IOException failure) {
      log().rollBack();
      throw failure;
    }
  }

  SegmentState state(long segment) {
    return Objects.requireNonNull(states.get(segment));
  }

  void record(List<SegmentState> segments) throws IOException {
    segments.forEach(state -> states.put(state.number(), state));
    log().recorded(segments);
  }
}
