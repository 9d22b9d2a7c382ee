package io.kinora.store.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.Fragments;
import io.kinora.store.HeaderBlob;
import io.kinora.store.NewFragment;
import io.kinora.store.StoredFragment;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// All that a stream's producers and owners were told, and what must hold of it ever after.
final class History {
  private static final long HOUR_MS = 3_600_000;

  final long id;
  final boolean archived;

  /// What the stream may be: more than one while a change is in doubt.
  List<StreamRecord> mayBe;

  boolean deleted;
  boolean mayBeDeleted;

  /// A start looked while it was not known whether a change that was refused is on the disk or in
  /// the machine's memory alone: it may come and go with the power.
  boolean changeInDoubt;

  long lastSequence;
  long reserved;

  private final Map<Long, NewFragment> submitted = new HashMap<>();
  private final TreeMap<Long, FragmentMetadata> promised = new TreeMap<>();
  private final Map<Long, Long> ordinals = new HashMap<>();

  /// Refused to their producers, found by a start, and nobody knows for how long: the machine had
  /// failed to force them.
  private final Set<Long> inDoubt = new HashSet<>();
  private long lastServerMs;
  private int shortestHours;
  private long goneBeforeMs = Long.MIN_VALUE;

  History(StreamRecord stream) {
    id = stream.id();
    archived = stream.retentionHours() > 0;
    mayBe = List.of(stream);
    shortestHours = stream.retentionHours();
  }

  /// The next fragment of the stream, with one of a few stream headers.
  NewFragment next(long nowMs, SplittableRandom random) {
    lastServerMs = Math.max(lastServerMs, nowMs);
    long sequence = ++lastSequence;
    int bytes = 1 + random.nextInt(random.nextInt(10) == 0 ? 40_000 : 3000);
    var usual = Fragments.fragment(id, sequence, lastServerMs, lastServerMs - 500, bytes, archived);
    var header = new byte[200];
    new SplittableRandom(id * 7 + sequence % 3).nextBytes(header);
    var fragment =
        new NewFragment(
            id,
            usual.number(),
            usual.producerTimeMs(),
            usual.lengthMs(),
            usual.durationMs(),
            usual.presentation(),
            archived,
            new HeaderBlob(header),
            usual.leading(),
            usual.frameTable(),
            usual.media(),
            usual.clusterBytes());
    submitted.put(sequence, fragment);
    return fragment;
  }

  /// The stream may keep as little as that from now on.
  void mayKeep(int hours) {
    shortestHours = Math.min(shortestHours, hours);
  }

  /// The stream keeps that long, and nothing that began before does otherwise.
  void keeps(int hours) {
    shortestHours = hours;
  }

  /// Retention may have been at work.
  void reaped(long nowMs) {
    goneBeforeMs = Math.max(goneBeforeMs, nowMs - shortestHours * HOUR_MS);
  }

  private boolean mayBeGone(FragmentMetadata row) {
    return row.number().serverTimeMs() < goneBeforeMs;
  }

  /// A fragment was seen in the index: it counts from now on, whether its producer knows or not.
  /// The count of a stream that keeps nothing is lost with the index.
  void seen(FragmentMetadata row) {
    long sequence = row.number().sequence();
    assertThat(submitted).as("stream %d", id).containsKey(sequence);
    if (mayBeGone(row) && !promised.containsKey(sequence)) {
      // Refused once, and back when it had expired: no reader is shown it.
      return;
    }
    if (archived && !inDoubt.contains(sequence)) {
      var former = ordinals.putIfAbsent(row.continuity().ordinal(), sequence);
      assertThat(former == null || former == sequence)
          .as("stream %d: ordinal of %s was that of %s", id, row, former)
          .isTrue();
      var before = promised.putIfAbsent(sequence, row);
      assertThat(before == null || before.equals(row)).as("%s was %s", row, before).isTrue();
    }
  }

  /// A start found these, and it cannot know that they are on the disk.
  void foundInDoubt(List<FragmentMetadata> page) {
    for (var row : page) {
      long sequence = row.number().sequence();
      if (!promised.containsKey(sequence)) {
        inDoubt.add(sequence);
      }
    }
  }

  /// Numbers that were promised so far.
  List<Long> promisedAfter(long sequence) {
    return List.copyOf(promised.tailMap(sequence, false).keySet());
  }

  /// The rows of a page must be all there is between `after` and its end.
  ///
  /// @param known what was promised before the page was asked for
  void checkPage(long after, List<FragmentMetadata> page, boolean complete, List<Long> known) {
    long last = after;
    for (var row : page) {
      long sequence = row.number().sequence();
      assertThat(sequence).as("order of stream %d", id).isGreaterThan(last);
      last = sequence;
    }
    long end = complete ? Long.MAX_VALUE : last;
    var listed = page.stream().map(FragmentMetadata::number).map(FragmentNumber::sequence).toList();
    for (long sequence : known) {
      if (sequence > after && sequence <= end && !listed.contains(sequence)) {
        var row = Objects.requireNonNull(promised.get(sequence));
        assertThat(mayBeDeleted || mayBeGone(row))
            .as("missing in stream %d, listed are %s: %s", id, listed, row)
            .isTrue();
      }
    }
    for (int i = 1; archived && inDoubt.isEmpty() && i < page.size(); i++) {
      var row = page.get(i);
      var before = page.get(i - 1);
      if (!mayBeGone(before)) {
        assertThat(row.continuity().ordinal())
            .as("%s behind %s", row, before)
            .isEqualTo(before.continuity().ordinal() + 1);
      }
    }
    page.forEach(this::seen);
  }

  /// A fragment that opens has the octets that were sent.
  void checkOctets(FragmentMetadata row, StoredFragment stored) throws IOException {
    var sent = Objects.requireNonNull(submitted.get(row.number().sequence()));
    if (inDoubt.contains(row.number().sequence()) && !stored.intact()) {
      // Gone with the power, as feared; whoever reads it is told so.
      return;
    }
    assertThat(stored.intact()).as("%s", row).isTrue();
    assertThat(stored.header()).isEqualTo(sent.header().bytes());
    assertThat(stored.leading()).isEqualTo(sent.leading());
    var media = ByteBuffer.allocate(stored.mediaBytes());
    stored.read(0, media);
    assertThat(media.array()).isEqualTo(Fragments.media(sent));
  }

  /// A listed fragment does not open: somebody must have wanted it gone.
  void checkGone(FragmentMetadata row) {
    assertThat(mayBeDeleted || mayBeGone(row) || !archived).as("does not open: %s", row).isTrue();
  }

  /// Whether a fragment that was stored just now must be found.
  boolean mustBeFound(FragmentMetadata row) {
    return !mayBeDeleted && !mayBeGone(row) && archived;
  }
}
