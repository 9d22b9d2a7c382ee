package io.kinora.store.local;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.NewFragment;
import io.kinora.store.StoreUnavailableException;
import io.kinora.store.StreamGoneException;
import io.kinora.store.index.FragmentIndex.Inserted;
import io.kinora.store.local.AppendQueue.Waiting;
import io.kinora.store.log.FragmentRecords;
import io.kinora.store.log.MediaLog;
import io.kinora.store.log.MediaLog.Written;
import io.kinora.store.log.RetentionClass;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Fragments that share a force, and what becomes of each. Owned by the shard's thread.
final class Batch {
  /// One fragment's way; it ends with a row or a failure.
  private static final class Outcome {
    final Waiting waiting;
    @Nullable FragmentMetadata row;
    @Nullable IOException failure;

    Outcome(Waiting waiting) {
      this.waiting = waiting;
    }
  }

  private final List<Outcome> all;

  /// Those that go to the log, in the order of [#entries].
  private final List<Outcome> logged = new ArrayList<>();

  private final List<RetentionClass> retentions = new ArrayList<>();
  private final List<MediaLog.Entry> entries = new ArrayList<>();
  private Optional<Written> written = Optional.empty();
  private boolean refused;

  Batch(List<Waiting> waiting) {
    this.all = waiting.stream().map(Outcome::new).toList();
  }

  /// Finds out which fragments go to the log.
  ///
  /// @param router tells in which class a fragment goes; empty if its stream is gone
  void route(Function<NewFragment, Optional<RetentionClass>> router) {
    for (var outcome : all) {
      var fragment = outcome.waiting.fragment();
      var retention = router.apply(fragment);
      if (retention.isPresent()) {
        logged.add(outcome);
        retentions.add(retention.get());
      } else {
        outcome.failure = new StreamGoneException(fragment.streamId());
      }
    }
  }

  /// The classes of what goes to the log.
  List<RetentionClass> retentions() {
    return retentions;
  }

  /// Appends what goes to the log to its streams.
  void count(StreamEnds ends) throws IOException {
    for (int i = 0; i < logged.size(); i++) {
      var fragment = logged.get(i).waiting.fragment();
      entries.add(new MediaLog.Entry(fragment, retentions.get(i), ends.append(fragment)));
    }
  }

  int size() {
    return all.size();
  }

  /// What is to be written.
  List<MediaLog.Entry> entries() {
    return entries;
  }

  void written(Written inLog) {
    written = Optional.of(inLog);
    for (int i = 0; i < logged.size(); i++) {
      var entry = entries.get(i);
      logged.get(i).row =
          FragmentRecords.metadata(entry.fragment(), entry.continuity(), inLog.locations().get(i));
    }
  }

  /// What is under way to the disk; empty if nothing is, or it is not wanted any more.
  Optional<Written> underWay() {
    return refused ? Optional.empty() : written;
  }

  /// The rows to be listed.
  List<FragmentMetadata> rows() {
    var rows = new ArrayList<FragmentMetadata>(logged.size());
    for (var outcome : logged) {
      if (outcome.row != null) {
        rows.add(outcome.row);
      }
    }
    return rows;
  }

  /// The index says what became of each row.
  void listed(List<Inserted> results) {
    for (int i = 0; i < logged.size(); i++) {
      var fragment = logged.get(i).waiting.fragment();
      logged.get(i).failure =
          switch (results.get(i)) {
            case LISTED -> null;
            case STREAM_GONE -> new StreamGoneException(fragment.streamId());
            case NUMBER_TAKEN ->
                new StoreUnavailableException(
                    "stream %d already has a fragment of sequence %d"
                        .formatted(fragment.streamId(), fragment.number().sequence()));
          };
    }
  }

  /// Nothing of it was stored.
  void refuse(Throwable cause) {
    refused = true;
    var reason =
        cause instanceof StoreUnavailableException unavailable
            ? unavailable
            : new StoreUnavailableException(String.valueOf(cause.getMessage()), cause);
    for (var outcome : all) {
      if (outcome.failure == null) {
        outcome.failure = reason;
      }
    }
  }

  /// Completes the futures in their order.
  ///
  /// @return the rows that are listed now
  List<FragmentMetadata> complete() {
    var listed = new ArrayList<FragmentMetadata>();
    for (var outcome : all) {
      var done = outcome.waiting.done();
      if (outcome.failure != null) {
        done.completeExceptionally(outcome.failure);
      } else if (outcome.row != null) {
        listed.add(outcome.row);
        done.complete(outcome.row);
      }
    }
    return listed;
  }
}
