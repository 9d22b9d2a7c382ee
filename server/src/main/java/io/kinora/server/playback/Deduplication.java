package io.kinora.server.playback;

import io.kinora.server.config.Leniency;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.TimeAxis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// Makes one recording of fragments that a producer sent more than once.
///
/// By the producer's clock the same moment can be there twice. A producer that lost its connection
/// sends again what was not acknowledged: the fragment that was sent last counts. A file that is
/// uploaded again much later changes nothing: what was collected first counts.
///
/// Whether two fragments belong to one collection is told by how far apart they arrived, compared
/// with how far apart they start: more than a window means that somebody came back.
///
/// @param window by how much the delay between recording and arrival may vary in one collection
/// @param lateFootage whether what came much later counts where it fills a gap
public record Deduplication(Duration window, Leniency lateFootage) {
  /// The fragments to play, in the order of the clock. By the server's clock that is all of them.
  public List<FragmentMetadata> of(List<FragmentMetadata> rows, TimeAxis axis) {
    var byNumber = new ArrayList<>(rows);
    byNumber.sort(Comparator.comparing(FragmentMetadata::number));
    return switch (axis) {
      case SERVER -> byNumber;
      case PRODUCER -> new Recording().of(byNumber);
    };
  }

  /// Whether two fragments arrived close enough for the later to be a repetition of the earlier.
  public boolean arrivedTogether(FragmentNumber one, FragmentNumber other) {
    return Math.abs(one.serverTimeMs() - other.serverTimeMs()) <= window.toMillis();
  }

  /// What is played, while the fragments are gone through in the order they came.
  private final class Recording {
    private final TreeMap<Long, FragmentMetadata> accepted = new TreeMap<>();
    private long longestMs;

    List<FragmentMetadata> of(List<FragmentMetadata> byNumber) {
      byNumber.forEach(this::add);
      return List.copyOf(accepted.values());
    }

    private void add(FragmentMetadata row) {
      var same = accepted.get(row.producerTimeMs());
      boolean wanted =
          same == null
              ? isOfCollection(row) || (lateFootage == Leniency.ACCEPT && !overlaps(row))
              : arrivedTogether(row.number(), same.number());
      if (wanted) {
        accepted.put(row.producerTimeMs(), row);
        longestMs = Math.max(longestMs, row.playedMs());
      }
    }

    /// Whether a fragment arrived with the accepted one that starts nearest to it, if there is any.
    private boolean isOfCollection(FragmentMetadata row) {
      var before = accepted.lowerEntry(row.producerTimeMs());
      var after = accepted.higherEntry(row.producerTimeMs());
      if (before == null) {
        return after == null || isOfCollection(row, after.getValue());
      }
      boolean beforeIsNearer =
          after == null
              || row.producerTimeMs() - before.getKey() <= after.getKey() - row.producerTimeMs();
      return isOfCollection(row, (beforeIsNearer ? before : after).getValue());
    }

    private boolean isOfCollection(FragmentMetadata row, FragmentMetadata nearest) {
      long arrivedApart = arrival(row) - arrival(nearest);
      long startApart = row.producerTimeMs() - nearest.producerTimeMs();
      return Math.abs(arrivedApart - startApart) <= window.toMillis();
    }

    /// Whether the span of a fragment, from its start to the end of its last frame, meets that of
    /// an accepted one.
    private boolean overlaps(FragmentMetadata row) {
      long start = row.producerTimeMs();
      long end = start + row.playedMs();
      return accepted.subMap(start - longestMs, end).values().stream()
          .anyMatch(other -> other.producerTimeMs() + other.playedMs() > start);
    }

    private long arrival(FragmentMetadata row) {
      return row.number().serverTimeMs();
    }
  }
}
