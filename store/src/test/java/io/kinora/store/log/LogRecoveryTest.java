package io.kinora.store.log;

import static io.kinora.store.Fragments.fragment;
import static io.kinora.store.log.LogRig.DAY;
import static io.kinora.store.log.LogRig.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.store.FragmentMetadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What is found after a crash, at every place where one can happen.
final class LogRecoveryTest {
  private static final String SEGMENT = "0000000000000001-06.klog";

  private final LogRig written;

  /// Where each batch ended, and what was acknowledged then.
  private final TreeMap<Integer, List<FragmentMetadata>> acknowledged = new TreeMap<>();

  LogRecoveryTest() throws IOException {
    written = new LogRig(new FaultyDirectory());
    acknowledged.put(0, List.of());
    for (int batch = 0; batch < 5; batch++) {
      long sequence = batch * 10L;
      if (batch % 2 == 0) {
        written.append(DAY, fragment(1 + batch, sequence, T0 + sequence, 700));
      } else {
        written.append(
            DAY,
            fragment(1, sequence, T0 + sequence, 3000),
            fragment(2, sequence, T0 + sequence, 100),
            fragment(1, sequence + 1, T0 + sequence, 500));
      }
      acknowledged.put(written.directory.octets(SEGMENT).length, List.copyOf(written.rows));
    }
  }

  private static LogRig recover(byte[] octets) throws IOException {
    return recover(octets, Map.of());
  }

  private static LogRig recover(byte[] octets, Map<Long, SegmentState> known) throws IOException {
    var files = new TreeMap<String, byte[]>();
    files.put(SEGMENT, octets);
    return new LogRig(FaultyDirectory.of(files), LogRig.SMALL, known);
  }

  @Test
  void everyPrefixYieldsExactlyWhatWasAcknowledged() throws IOException {
    var whole = written.directory.octets(SEGMENT);
    for (int bytes = 0; bytes <= whole.length; bytes++) {
      var rig = recover(Arrays.copyOf(whole, bytes));
      var expected = acknowledged.floorEntry(bytes);

      long left = rig.directory.list().stream().mapToLong(LogDirectory.Entry::bytes).sum();
      assertThat(rig.rows.equals(expected.getValue())).as("rows of %d octets", bytes).isTrue();
      assertThat(rig.recovered.cutBytes()).isEqualTo(bytes - expected.getKey());
      assertThat(rig.recovered.damagedBytes()).isZero();
      assertThat(left).isEqualTo(expected.getKey().longValue());
    }
  }

  @Test
  void aTailOfOctetsThatNeverWereWrittenIsCut() throws IOException {
    var whole = written.directory.octets(SEGMENT);
    for (int batchEnd : acknowledged.keySet()) {
      // The file grew, its octets never came.
      var octets = Arrays.copyOf(Arrays.copyOf(whole, batchEnd), whole.length + 5000);

      assertThat(recover(octets).rows).isEqualTo(acknowledged.get(batchEnd));
    }
  }

  @Test
  void aFlippedOctetInTheLastBatchCutsThatBatchAlone() throws IOException {
    var whole = written.directory.octets(SEGMENT);
    int lastBatch = acknowledged.lowerKey(whole.length);
    var fragment = written.rows.getLast().location();
    int headerEnd = lastBatch + LogFormat.HEADER_BYTES + 200;
    int recordEnd = (int) fragment.offsetBytes() + fragment.lengthBytes();
    for (int at = lastBatch; at < recordEnd; at++) {
      if (at < headerEnd || at >= fragment.offsetBytes()) {
        var octets = whole.clone();
        octets[at] ^= 0x40;

        assertThat(recover(octets).rows).as("at %d", at).isEqualTo(acknowledged.get(lastBatch));
      }
    }
  }

  @Test
  void damageBeforeALaterBatchIsPassedOverNotCut() throws IOException {
    var whole = written.directory.octets(SEGMENT);
    var all = written.rows;
    for (var row : all.subList(0, all.size() - 1)) {
      var octets = whole.clone();
      octets[(int) row.location().offsetBytes() + 20] ^= 1;

      var rig = recover(octets);

      var expected = new ArrayList<>(all);
      expected.remove(row);
      assertThat(rig.rows).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(rig.recovered.damagedBytes()).isGreaterThanOrEqualTo(row.location().lengthBytes());
      assertThat(rig.recovered.cutBytes()).isZero();
    }
  }

  @Test
  void damageToTheFirstRecordsOfNeighbouringBatchesLosesThoseAlone() throws IOException {
    var octets = written.directory.octets(SEGMENT);
    var expected = new ArrayList<>(written.rows);
    for (int batch : acknowledged.headMap(acknowledged.lastKey()).keySet()) {
      if (batch > 0 && batch < acknowledged.lowerKey(octets.length)) {
        var first =
            expected.stream().filter(row -> row.location().offsetBytes() == batch).findFirst();
        octets[batch + 20] ^= 1;
        first.ifPresent(expected::remove);
      }
    }

    var rig = recover(octets);

    assertThat(rig.rows).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(rig.recovered.cutBytes()).isZero();
  }

  @Test
  void aDamagedFileHeaderLosesNothing() throws IOException {
    var octets = written.directory.octets(SEGMENT);
    octets[60] ^= 1;

    assertThat(recover(octets).rows).isEqualTo(written.rows);
  }

  @Test
  void onlyWhatTheIndexDoesNotKnowIsReplayed() throws IOException {
    var whole = written.directory.octets(SEGMENT);
    var all = written.rows;
    for (var batch : acknowledged.entrySet()) {
      if (batch.getKey() > 0) {
        var known = new SegmentState(1, DAY, T0, batch.getKey(), false);

        var rig = recover(whole, Map.of(1L, known));

        assertThat(rig.rows).isEqualTo(all.subList(batch.getValue().size(), all.size()));
        assertThat(rig.state(1).endBytes()).isEqualTo(whole.length);
        assertThat(rig.state(1).sealed()).isTrue();
      }
    }
  }

  @Test
  void sealedSegmentsAreNotRead() throws IOException {
    var octets = new byte[written.directory.octets(SEGMENT).length];
    var known = new SegmentState(1, DAY, T0, octets.length, true);

    var rig = recover(octets, Map.of(1L, known));

    assertThat(rig.recovered.scannedSegments()).isZero();
    assertThat(rig.recovered.segments()).containsExactly(known);
    assertThat(rig.rows).isEmpty();
  }

  @Test
  void aSegmentThatBecameShorterIsReadAgain() throws IOException {
    var whole = written.directory.octets(SEGMENT);
    int second = acknowledged.higherKey(acknowledged.higherKey(0));
    var known = new SegmentState(1, DAY, T0, whole.length, true);

    var rig = recover(Arrays.copyOf(whole, second), Map.of(1L, known));

    assertThat(rig.rows).isEqualTo(acknowledged.get(second));
    assertThat(rig.recovered.damagedBytes()).isEqualTo(whole.length - second);
  }

  @Test
  void whatIsFoundIsForcedBeforeItIsListed() throws IOException {
    var files = new TreeMap<String, byte[]>();
    files.put(SEGMENT, written.directory.octets(SEGMENT));
    var directory = FaultyDirectory.of(files);
    var forced = new ArrayList<FaultyDirectory.Call>();
    directory.failing(
        call -> {
          forced.add(call);
          return false;
        });

    assertThat(new LogRig(directory).rows).isEqualTo(written.rows);

    assertThat(forced).contains(FaultyDirectory.Call.FORCE, FaultyDirectory.Call.FORCE_DIRECTORY);
  }

  @Test
  void numbersOfSegmentsAreAboveAllThatAreKnown() throws IOException {
    var rig = recover(written.directory.octets(SEGMENT));
    rig.append(DAY, fragment(9, 1, T0));

    assertThat(rig.directory.fileNames()).containsExactly(SEGMENT, "0000000000000002-06.klog");
    var later =
        new LogRig(
            rig.directory, LogRig.SMALL, Map.of(77L, new SegmentState(77, DAY, T0, 0, true)));
    later.append(DAY, fragment(9, 2, T0));
    assertThat(later.directory.fileNames()).contains("000000000000004e-06.klog");
  }

  @Test
  void transientSegmentsAreGoneAfterAStart() throws IOException {
    var rig = new LogRig(new FaultyDirectory());
    rig.append(RetentionClass.TRANSIENT, fragment(1, 1, T0));
    rig.append(DAY, fragment(1, 2, T0));

    var later = new LogRig(rig.directory);

    assertThat(later.rows).extracting(row -> row.number().sequence()).containsExactly(2L);
    assertThat(later.directory.fileNames()).hasSize(1);
  }

  @Test
  void filesThatDoNotBelongAreLeftAlone() throws IOException {
    var files = new TreeMap<String, byte[]>();
    files.put("notes.txt", new byte[10]);
    files.put("0000000000000001-99.klog", new byte[10]);

    assertThat(new LogRig(FaultyDirectory.of(files)).directory.fileNames()).hasSize(2);
  }
}
