package io.kinora.server.overview;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.CountedReads;
import io.kinora.server.overview.Coverage.Span;
import io.kinora.store.Continuity;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.HeaderBlob;
import io.kinora.store.NewFragment;
import io.kinora.store.Presentation;
import io.kinora.store.ReadScope;
import io.kinora.store.StreamRecord;
import io.kinora.store.TimeAxis;
import io.kinora.store.local.LocalStore;
import io.kinora.store.local.StoreConfig;
import io.kinora.testkit.Seeded;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CoverageTest {
  private static final long T = 1_700_000_000_000L;
  private static final long LONGEST_MS = 20_000;
  private static final AtomicInteger STREAMS = new AtomicInteger();

  private static LocalStore store;

  @BeforeAll
  static void open(@TempDir Path data) throws Exception {
    store = LocalStore.open(StoreConfig.in(data));
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @Test
  void gapsAboveTheResolutionAreSeenAndOthersAreNot() throws Exception {
    var scope = stream(at(0, 1000), at(1000, 1000), at(2500, 1000), at(10_000, 1000));

    assertThat(coverage(scope, 499).within(T, T + 60_000))
        .containsExactly(span(0, 2000), span(2500, 3500), span(10_000, 11_000));
    assertThat(coverage(scope, 500).within(T, T + 60_000))
        .containsExactly(span(0, 3500), span(10_000, 11_000));
    assertThat(coverage(scope, 10_000).within(T, T + 60_000)).containsExactly(span(0, 11_000));
  }

  @Test
  void theEndsOfTheRangeCutSpansThatReachAcrossThem() throws Exception {
    var scope = stream(at(0, 20_000), at(20_000, 20_000));

    assertThat(coverage(scope, 1).within(T + 15_000, T + 25_000))
        .containsExactly(span(15_000, 25_000));
    assertThat(coverage(scope, 1).within(T + 41_000, T + 50_000)).isEmpty();
    assertThat(coverage(scope, 1).within(T - 50_000, T - 1)).isEmpty();
  }

  @Test
  void whereOneProducerGoesOnForAnotherThereIsNoGap() throws Exception {
    var scope = stream(at(0, 10_000), at(5000, 15_000), at(9000, 500), at(25_000, 1000));

    assertThat(coverage(scope, 100).within(T, T + 60_000))
        .containsExactly(span(0, 20_000), span(25_000, 26_000));
  }

  @Test
  void aRunOfAnyLengthCostsALogarithmOfIt() throws Exception {
    var fragments = new ArrayList<Made>();
    for (int i = 0; i < 3000; i++) {
      fragments.add(at(i * 1000L, 1000));
    }
    var scope = stream(fragments.toArray(Made[]::new));
    var reads = new CountedReads();

    var spans =
        new Coverage(reads.around(store), scope, TimeAxis.PRODUCER, LONGEST_MS, 1)
            .within(T, T + 9_000_000);

    assertThat(spans).containsExactly(span(0, 3_000_000));
    assertThat(reads.count()).isLessThan(50);
  }

  @Test
  void aClockThatJittersCostsNoMoreThanTheResolutionAllows() throws Exception {
    var fragments = new ArrayList<Made>();
    for (int i = 0; i < 3000; i++) {
      fragments.add(at(i * 1000L + (i % 2) * 200L, 1000));
    }
    var scope = stream(fragments.toArray(Made[]::new));
    var reads = new CountedReads();

    var spans =
        new Coverage(reads.around(store), scope, TimeAxis.PRODUCER, LONGEST_MS, 100_000)
            .within(T, T + 9_000_000);

    assertThat(spans).hasSize(1);
    assertThat(reads.count()).isLessThan(200);
  }

  @Seeded(tries = 30)
  void anyRecordingIsCoveredAsIfEveryRowWereRead(RandomGenerator random) throws Exception {
    var fragments = new ArrayList<Made>();
    long ms = 0;
    for (int i = random.nextInt(1, 60); i > 0; i--) {
      fragments.add(at(Math.max(0, ms + random.nextInt(-300, 300)), random.nextInt(1, 4000)));
      ms += random.nextInt(4) == 0 ? random.nextInt(20_000) : fragments.getLast().durationMs();
    }
    if (random.nextBoolean()) {
      Collections.shuffle(fragments, random);
    }
    var scope = stream(fragments.toArray(Made[]::new));
    long resolutionMs = random.nextLong(Continuity.TOLERANCE_MS, 3000);
    long fromMs = T + random.nextInt(30_000);
    long toMs = fromMs + random.nextInt(120_000);

    assertThat(coverage(scope, resolutionMs).within(fromMs, toMs))
        .isEqualTo(byReadingEverything(fragments, resolutionMs, fromMs, toMs));
  }

  private record Made(long startMs, int durationMs) {}

  private static Made at(long afterMs, int durationMs) {
    return new Made(T + afterMs, durationMs);
  }

  private static Span span(long fromMs, long toMs) {
    return new Span(T + fromMs, T + toMs);
  }

  private static Coverage coverage(ReadScope scope, long resolutionMs) {
    return new Coverage(store, scope, TimeAxis.PRODUCER, LONGEST_MS, resolutionMs);
  }

  private static List<Span> byReadingEverything(
      List<Made> fragments, long resolutionMs, long fromMs, long toMs) {
    var spans = new ArrayList<Span>();
    var sorted = fragments.stream().sorted((a, b) -> Long.compare(a.startMs(), b.startMs()));
    for (var made : sorted.filter(each -> each.startMs() <= toMs).toList()) {
      long endMs = made.startMs() + made.durationMs();
      if (!spans.isEmpty() && made.startMs() - spans.getLast().endMs() <= resolutionMs) {
        var last = spans.removeLast();
        spans.add(new Span(last.startMs(), Math.max(last.endMs(), endMs)));
      } else {
        spans.add(new Span(made.startMs(), endMs));
      }
    }
    return spans.stream()
        .filter(span -> span.endMs() > fromMs)
        .map(span -> new Span(Math.max(span.startMs(), fromMs), Math.min(span.endMs(), toMs)))
        .toList();
  }

  /// A new stream of these fragments, in the order of their arrival.
  private static ReadScope stream(Made... fragments) {
    var name = "stream-" + STREAMS.incrementAndGet();
    StreamRecord stream =
        store.streams().create(name, "v", 87_600, new TreeMap<>(), new TreeMap<>()).orElseThrow();
    var header = new HeaderBlob(new byte[] {1});
    var appended = new ArrayList<CompletableFuture<FragmentMetadata>>();
    for (var made : fragments) {
      int sequence = appended.size() + 1;
      appended.add(
          store.append(
              new NewFragment(
                  stream.id(),
                  new FragmentNumber(sequence, T + sequence, 0),
                  made.startMs(),
                  made.durationMs(),
                  made.durationMs(),
                  new Presentation(1, 0, made.durationMs(), 0, true),
                  true,
                  header,
                  new byte[0],
                  ByteBuffer.allocate(0),
                  List.of(ByteBuffer.allocate(1)),
                  1)));
    }
    appended.forEach(CompletableFuture::join);
    return new ReadScope(stream.id(), 0, true);
  }
}
