package io.kinora.store;

import static io.kinora.store.Fragments.all;
import static io.kinora.store.Fragments.fragment;
import static io.kinora.store.Fragments.media;
import static io.kinora.store.Fragments.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every engine has to do. An engine's test extends this and says how a store is opened.
public abstract class FragmentStoreContract {
  protected static final long T0 = 1_700_000_000_000L;

  protected FragmentStore store;

  /// Opens the store under test, the same one after it was closed.
  protected abstract FragmentStore open() throws IOException;

  @BeforeEach
  void openStore() throws IOException {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  protected final void reopen() throws IOException {
    store.close();
    store = open();
  }

  protected final FragmentMetadata append(NewFragment fragment) {
    return store.append(fragment).join();
  }

  protected final void assertServed(NewFragment fragment) throws IOException {
    var row = store.find(all(fragment.streamId()), fragment.number()).orElseThrow();
    try (var stored = store.open(row).orElseThrow()) {
      assertThat(stored.metadata()).isEqualTo(row);
      assertThat(stored.header()).isEqualTo(fragment.header().bytes());
      assertThat(stored.leading()).isEqualTo(fragment.leading());
      assertThat(stored.frameTable()).isEqualTo(fragment.frameTable());
      assertThat(stored.clusterBytes()).isEqualTo(fragment.clusterBytes());
      assertThat(stored.mediaBytes()).isEqualTo(media(fragment).length);
      assertThat(stored.intact()).isTrue();
      var octets = ByteBuffer.allocate(stored.mediaBytes());
      stored.read(0, octets);
      assertThat(octets.array()).isEqualTo(media(fragment));
    }
  }

  @Test
  void whatIsAppendedIsListedAndServedOctetForOctet() throws IOException {
    var stream = stream(store, "cam");
    var fragment = fragment(stream.id(), 1, T0, 10_000);

    var row = append(fragment);

    assertThat(row.streamId()).isEqualTo(stream.id());
    assertThat(row.number()).isEqualTo(fragment.number());
    assertThat(row.producerTimeMs()).isEqualTo(fragment.producerTimeMs());
    assertThat(row.lengthMs()).isEqualTo(fragment.lengthMs());
    assertThat(row.durationMs()).isEqualTo(fragment.durationMs());
    assertThat(row.archived()).isTrue();
    assertThat(row.sizeBytes()).isEqualTo(200 + fragment.leading().length + 10_000);
    assertThat(store.after(all(stream.id()), 0, 10)).containsExactly(row);
    assertServed(fragment);
  }

  @Test
  void theCallersBuffersAreLeftAsTheyWere() {
    var stream = stream(store, "cam");
    var fragment = fragment(stream.id(), 1, T0);
    var before = fragment.media().stream().map(ByteBuffer::remaining).toList();

    append(fragment);

    assertThat(fragment.media().stream().map(ByteBuffer::remaining)).isEqualTo(before);
    assertThat(fragment.frameTable().position()).isZero();
  }

  @Test
  void everythingIsThereAfterReopening() throws IOException {
    var stream = stream(store, "cam");
    var fragments =
        LongStream.rangeClosed(1, 200)
            .mapToObj(i -> fragment(stream.id(), i, T0 + i, (int) (i * 37)))
            .toList();
    CompletableFuture.allOf(fragments.stream().map(store::append).toArray(CompletableFuture[]::new))
        .join();

    reopen();

    assertThat(store.streams().find("cam")).contains(stream);
    for (var fragment : fragments) {
      assertServed(fragment);
    }
    append(fragment(stream.id(), 201, T0 + 201));
    assertThat(numbers(list(stream.id(), TimeAxis.SERVER, 1000))).hasSize(201);
  }

  @Test
  void futuresOfAStreamCompleteInTheOrderOfTheCalls() {
    var stream = stream(store, "cam");
    var completed = new ArrayList<Long>();
    var futures = new ArrayList<CompletableFuture<?>>();
    for (long i = 1; i <= 500; i++) {
      long sequence = i;
      futures.add(
          store
              .append(fragment(stream.id(), i, T0 + i))
              .thenAccept(
                  _ -> {
                    synchronized (completed) {
                      completed.add(sequence);
                    }
                  }));
    }
    CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).join();

    assertThat(completed).isEqualTo(LongStream.rangeClosed(1, 500).boxed().toList());
  }

  @Test
  void aListHasBothOrdersAndPages() {
    var stream = stream(store, "cam");
    var other = stream(store, "other");
    for (long i = 1; i <= 30; i++) {
      // Producer times run backwards and repeat.
      append(fragment(stream.id(), i, T0 + i / 2, T0 - i / 3, 100, true));
      append(fragment(other.id(), i, T0 + i, T0, 100, true));
    }

    for (var axis : TimeAxis.values()) {
      var whole = list(stream.id(), axis, 1000);
      assertThat(whole).hasSize(30);
      assertThat(whole)
          .isSortedAccordingTo(
              (a, b) -> {
                int byTime = Long.compare(a.timeMs(axis), b.timeMs(axis));
                return byTime != 0 ? byTime : a.number().compareTo(b.number());
              });
      var paged = new ArrayList<FragmentMetadata>();
      var after = Optional.<FragmentQuery.Position>empty();
      for (var page = page(stream.id(), axis, after); !page.isEmpty(); ) {
        assertThat(page).hasSizeLessThanOrEqualTo(7);
        paged.addAll(page);
        var last = page.getLast();
        after = Optional.of(new FragmentQuery.Position(last.timeMs(axis), last.number()));
        page = page(stream.id(), axis, after);
      }
      assertThat(paged).isEqualTo(whole);
    }
  }

  private List<FragmentMetadata> page(
      long id, TimeAxis axis, Optional<FragmentQuery.Position> after) {
    return query(new FragmentQuery(all(id), axis, 0, Long.MAX_VALUE, after, 7));
  }

  private List<FragmentMetadata> query(FragmentQuery query) {
    try {
      var rows = store.list(query);
      assertThat(store.summaries(query))
          .isEqualTo(
              rows.stream()
                  .map(
                      row ->
                          new FragmentSummary(
                              row.number(), row.producerTimeMs(), row.lengthMs(), row.sizeBytes()))
                  .toList());
      return rows;
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  protected final List<FragmentMetadata> list(long id, TimeAxis axis, int limit) {
    return query(
        new FragmentQuery(all(id), axis, Long.MIN_VALUE, Long.MAX_VALUE, Optional.empty(), limit));
  }

  protected static List<Long> numbers(List<FragmentMetadata> rows) {
    return rows.stream().map(row -> row.number().sequence()).toList();
  }

  @Test
  void bothEndsOfATimeRangeAreIncluded() {
    var stream = stream(store, "cam");
    for (long i = 0; i < 4; i++) {
      append(fragment(stream.id(), i + 1, T0 + i * 2000, T0 + i * 2000, 100, true));
    }
    for (var axis : TimeAxis.values()) {
      var found =
          query(
              new FragmentQuery(
                  all(stream.id()), axis, T0 + 2000, T0 + 4000, Optional.empty(), 10));
      assertThat(numbers(found)).containsExactly(2L, 3L);
    }
  }

  @Test
  void nothingThatExpiredIsEverSeen() throws IOException {
    var stream = stream(store, "cam");
    for (long i = 1; i <= 10; i++) {
      append(fragment(stream.id(), i, T0 + i, T0 + i, 100, true));
    }
    var scope = new ReadScope(stream.id(), T0 + 6, true);

    assertThat(numbers(store.after(scope, 0, 3))).containsExactly(6L, 7L, 8L);
    assertThat(numbers(store.after(scope, 5, 1))).containsExactly(6L);
    assertThat(numbers(store.after(scope, 6, 100))).containsExactly(7L, 8L, 9L, 10L);
    assertThat(store.after(scope, 10, 100)).isEmpty();
    assertThat(store.lastAtOrBefore(scope, TimeAxis.SERVER, T0 + 5)).isEmpty();
    var fifth = store.after(all(stream.id()), 4, 1).getFirst();
    assertThat(store.find(scope, fifth.number())).isEmpty();
    assertThat(store.firstByProducerTime(scope, T0 + 2, false).orElseThrow().number().sequence())
        .isEqualTo(6);
    for (var axis : TimeAxis.values()) {
      assertThat(
              numbers(
                  query(new FragmentQuery(scope, axis, 0, Long.MAX_VALUE, Optional.empty(), 100))))
          .containsExactly(6L, 7L, 8L, 9L, 10L);
    }
  }

  @Test
  void theLastAtOrBeforeATimeIsTheHighestOfSeveral() throws IOException {
    var stream = stream(store, "cam");
    append(fragment(stream.id(), 1, T0));
    append(fragment(stream.id(), 2, T0 + 10));
    append(fragment(stream.id(), 3, T0 + 10));
    append(fragment(stream.id(), 4, T0 + 20));
    var scope = all(stream.id());

    assertThat(store.lastAtOrBefore(scope, TimeAxis.SERVER, T0 - 1)).isEmpty();
    assertThat(
            store.lastAtOrBefore(scope, TimeAxis.SERVER, T0 + 9).orElseThrow().number().sequence())
        .isEqualTo(1);
    assertThat(
            store.lastAtOrBefore(scope, TimeAxis.SERVER, T0 + 10).orElseThrow().number().sequence())
        .isEqualTo(3);
    assertThat(
            store
                .lastAtOrBefore(scope, TimeAxis.SERVER, Long.MAX_VALUE)
                .orElseThrow()
                .number()
                .sequence())
        .isEqualTo(4);
  }

  @Test
  void onTheProducersClockTheLastIsTheOneThatStartedLast() throws IOException {
    var stream = stream(store, "cam");
    append(fragment(stream.id(), 1, T0, 50_000, 100, true));
    append(fragment(stream.id(), 2, T0 + 1, 10_000, 100, true));
    append(fragment(stream.id(), 3, T0 + 2, 10_000, 100, true));
    var scope = all(stream.id());

    assertThat(store.lastAtOrBefore(scope, TimeAxis.PRODUCER, 9_999)).isEmpty();
    assertThat(store.lastAtOrBefore(scope, TimeAxis.PRODUCER, 49_999).orElseThrow().number())
        .extracting(FragmentNumber::sequence)
        .isEqualTo(3L);
    assertThat(store.lastAtOrBefore(scope, TimeAxis.PRODUCER, 50_000).orElseThrow().number())
        .extracting(FragmentNumber::sequence)
        .isEqualTo(1L);
  }

  @Test
  void producerTimeFindsTheLowestNumberNotTheEarliestTime() throws IOException {
    var stream = stream(store, "cam");
    append(fragment(stream.id(), 1, T0, 50_000, 100, true));
    append(fragment(stream.id(), 2, T0 + 1, 10_000, 100, true));
    append(fragment(stream.id(), 3, T0 + 2, 11_000, 100, true));
    var scope = all(stream.id());

    assertThat(store.firstByProducerTime(scope, 9_000, false).orElseThrow().number().sequence())
        .isEqualTo(1);
    assertThat(store.firstByProducerTime(scope, 50_000, false)).isEmpty();
    // Spans last 2,000 ms, ends included.
    assertThat(store.firstByProducerTime(scope, 11_500, true).orElseThrow().number().sequence())
        .isEqualTo(2);
    assertThat(store.firstByProducerTime(scope, 13_000, true).orElseThrow().number().sequence())
        .isEqualTo(3);
    assertThat(store.firstByProducerTime(scope, 13_001, true)).isEmpty();
    assertThat(store.firstByProducerTime(scope, 9_999, true)).isEmpty();
  }

  @Test
  void aNumberIsFoundOnlyAsAWhole() throws IOException {
    var stream = stream(store, "cam");
    var number = append(fragment(stream.id(), 1, T0)).number();
    var wrongRandom =
        new FragmentNumber(number.sequence(), number.serverTimeMs(), number.random() ^ 1);

    assertThat(store.find(all(stream.id()), number)).isPresent();
    assertThat(store.find(all(stream.id()), wrongRandom)).isEmpty();
    assertThat(store.find(all(stream.id() + 1), number)).isEmpty();
  }

  @Test
  void sequencesAreReservedInBlocksAboveEverythingReservedOrStored() throws IOException {
    var stream = stream(store, "cam");
    var other = stream(store, "other");

    assertThat(store.reserveSequences(stream.id())).isEqualTo(1);
    assertThat(store.reserveSequences(stream.id())).isEqualTo(1001);
    reopen();
    assertThat(store.reserveSequences(stream.id())).isEqualTo(2001);
    append(fragment(stream.id(), 7500, T0));
    assertThat(store.reserveSequences(stream.id())).isEqualTo(8001);
    assertThat(store.reserveSequences(other.id())).isEqualTo(1);
    assertThatThrownBy(() -> store.reserveSequences(999)).isInstanceOf(StreamGoneException.class);
  }

  @Test
  void aDeletedStreamIsGoneForEveryReader() throws IOException {
    var stream = stream(store, "cam");
    var row = append(fragment(stream.id(), 1, T0));

    assertThat(store.streams().delete(stream.id(), _ -> {})).isTrue();

    var scope = all(stream.id());
    assertThat(store.streams().find("cam")).isEmpty();
    assertThat(store.streams().find(stream.id())).isEmpty();
    assertThat(store.after(scope, 0, 10)).isEmpty();
    assertThat(store.find(scope, row.number())).isEmpty();
    assertThat(store.lastAtOrBefore(scope, TimeAxis.SERVER, Long.MAX_VALUE)).isEmpty();
    assertThat(store.firstByProducerTime(scope, 0, false)).isEmpty();
    assertThat(store.firstByProducerTime(scope, row.producerTimeMs(), true)).isEmpty();
    assertThat(list(stream.id(), TimeAxis.SERVER, 10)).isEmpty();
    assertThat(list(stream.id(), TimeAxis.PRODUCER, 10)).isEmpty();
    assertThat(store.open(row)).isEmpty();
    assertThat(store.append(fragment(stream.id(), 2, T0 + 1)))
        .completesExceptionallyWithin(java.time.Duration.ofSeconds(10))
        .withThrowableThat()
        .withCauseInstanceOf(StreamGoneException.class);
    assertThat(store.streams().delete(stream.id(), _ -> {})).isFalse();
    reopen();
    assertThat(list(stream.id(), TimeAxis.SERVER, 10)).isEmpty();
  }

  @Test
  void anOpenFragmentOutlivesItsStream() throws IOException {
    var stream = stream(store, "cam");
    var fragment = fragment(stream.id(), 1, T0, 5000);
    var row = append(fragment);
    try (var stored = store.open(row).orElseThrow()) {
      store.streams().delete(stream.id(), _ -> {});

      var octets = ByteBuffer.allocate(stored.mediaBytes());
      stored.read(0, octets);
      assertThat(octets.array()).isEqualTo(media(fragment));
    }
  }

  @Test
  void theMediaIsOneRangeOfAFile() throws IOException {
    var stream = stream(store, "cam");
    var fragment = fragment(stream.id(), 2, T0, 5000);
    try (var stored = store.open(append(fragment)).orElseThrow()) {
      var range = stored.file();
      var octets = ByteBuffer.allocate((int) range.lengthBytes());
      while (octets.hasRemaining()) {
        assertThat(range.channel().read(octets, range.offsetBytes() + octets.position()))
            .isPositive();
      }
      assertThat(octets.array()).isEqualTo(media(fragment));

      var part = ByteBuffer.allocate(100);
      stored.read(4900, part);
      assertThat(part.array()).isEqualTo(java.util.Arrays.copyOfRange(media(fragment), 4900, 5000));
      assertThatThrownBy(() -> stored.read(4901, ByteBuffer.allocate(100)))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void whatIsNotArchivedIsSeenOnlyByThoseWhoAskAndIsGoneAfterReopening() throws IOException {
    var stream = stream(store, "cam", 0);
    var fragment = fragment(stream.id(), 1, T0, T0, 3000, false);
    var row = append(fragment);

    assertThat(row.archived()).isFalse();
    assertServed(fragment);
    assertThat(store.after(new ReadScope(stream.id(), 0, true), 0, 10)).isEmpty();
    reopen();
    assertThat(store.after(all(stream.id()), 0, 10)).isEmpty();
  }

  @Test
  void aNumberIsTakenOnce() {
    var stream = stream(store, "cam");
    append(fragment(stream.id(), 1, T0));

    assertThat(store.append(fragment(stream.id(), 1, T0)))
        .completesExceptionallyWithin(java.time.Duration.ofSeconds(10));
    assertThat(list(stream.id(), TimeAxis.SERVER, 10)).hasSize(1);
  }

  @Test
  void theStatusCounts() {
    var stream = stream(store, "cam");
    append(fragment(stream.id(), 1, T0));
    append(fragment(stream.id(), 2, T0));

    var status = store.status();

    assertThat(status.writable()).isTrue();
    assertThat(status.detail()).isEmpty();
    assertThat(status.fragments()).isEqualTo(2);
    assertThat(status.storedBytes()).isPositive();
    assertThat(status.freeBytes()).isPositive();
  }

  @Test
  void aClosedStoreRefuses() throws IOException {
    var stream = stream(store, "cam");
    store.close();

    assertThat(store.append(fragment(stream.id(), 1, T0)))
        .completesExceptionallyWithin(java.time.Duration.ofSeconds(10))
        .withThrowableThat()
        .withCauseInstanceOf(StoreUnavailableException.class);
    store = open();
  }
}
