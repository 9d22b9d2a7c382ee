package io.kinora.store;

import static io.kinora.store.Fragments.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the catalog of every engine has to do. An engine's test extends this and says how a store
/// is opened.
public abstract class StreamCatalogContract {
  private FragmentStore store;
  private StreamCatalog streams;

  /// Opens the store under test, the same one after it was closed.
  protected abstract FragmentStore open() throws IOException;

  @BeforeEach
  void openStore() throws IOException {
    store = open();
    streams = store.streams();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private void reopen() throws IOException {
    store.close();
    openStore();
  }

  private List<String> names(String prefix, String after, int limit) {
    return streams.list(prefix, after, limit).stream().map(StreamRecord::name).toList();
  }

  @Test
  void aStreamIsFoundByNameAndIdAsItWasCreated() throws IOException {
    var created =
        streams
            .create(
                "cam-1",
                "token",
                87_600,
                new TreeMap<>(Map.of("device", "Ünï \"q\" \\ \n")),
                new TreeMap<>(Map.of("", "", "k", "v")))
            .orElseThrow();

    assertThat(created.id()).isEqualTo(1);
    assertThat(created.createdAtMs()).isPositive();
    for (int i = 0; i < 2; i++) {
      assertThat(streams.find("cam-1")).contains(created);
      assertThat(streams.find(created.id())).contains(created);
      assertThat(streams.find("cam-2")).isEmpty();
      assertThat(streams.find(77)).isEmpty();
      reopen();
    }
  }

  @Test
  void aNameIsTakenByTheLivingOnly() {
    var first = stream(store, "cam");
    assertThat(streams.create("cam", "v", 0, new TreeMap<>(), new TreeMap<>())).isEmpty();
    assertThat(streams.count()).isEqualTo(1);

    streams.delete(first.id(), _ -> {});
    var second = stream(store, "cam");

    assertThat(second.id()).isGreaterThan(first.id());
    assertThat(second.createdAtMs()).isGreaterThan(first.createdAtMs());
  }

  @Test
  void idsAndCreationTimesAreNeverUsedAgain() throws IOException {
    long lastId = 0;
    long lastCreatedAtMs = 0;
    for (int i = 0; i < 10; i++) {
      var stream = stream(store, "cam");
      assertThat(stream.id()).isGreaterThan(lastId);
      assertThat(stream.createdAtMs()).isGreaterThan(lastCreatedAtMs);
      lastId = stream.id();
      lastCreatedAtMs = stream.createdAtMs();
      streams.delete(stream.id(), _ -> {});
      if (i % 3 == 0) {
        reopen();
      }
    }
  }

  @Test
  void streamsAreListedByNameInPages() {
    for (var name : List.of("b", "a-2", "A", "a", "a.1", "a_3", "Z", "aa", "0")) {
      stream(store, name);
    }

    // The order of the characters' codes.
    assertThat(names("", "", 100))
        .containsExactly("0", "A", "Z", "a", "a-2", "a.1", "a_3", "aa", "b");
    assertThat(names("a", "", 100)).containsExactly("a", "a-2", "a.1", "a_3", "aa");
    assertThat(names("a", "a.1", 1)).containsExactly("a_3");
    assertThat(names("a_", "", 100)).containsExactly("a_3");
    assertThat(names("x", "", 100)).isEmpty();
    assertThat(names("", "b", 100)).isEmpty();
    var paged = new ArrayList<String>();
    for (var page = names("", "", 2); !page.isEmpty(); page = names("", page.getLast(), 2)) {
      assertThat(page).hasSizeLessThanOrEqualTo(2);
      paged.addAll(page);
    }
    assertThat(paged).isEqualTo(names("", "", 100));
    assertThat(streams.count()).isEqualTo(9);
  }

  @Test
  void anUpdateReplacesAStreamForGood() throws IOException {
    var stream = stream(store, "cam");

    var updated =
        streams.update(
            stream.id(), it -> it.withVersion("v2").withTags(new TreeMap<>(Map.of("a", "1"))));

    assertThat(updated)
        .contains(stream.withVersion("v2").withTags(new TreeMap<>(Map.of("a", "1"))));
    assertThat(streams.find("cam")).isEqualTo(updated);
    assertThat(streams.update(99, it -> it)).isEmpty();
    reopen();
    assertThat(streams.find("cam")).isEqualTo(updated);
  }

  @Test
  void identityCannotBeUpdated() {
    var stream = stream(store, "cam");
    var other =
        new StreamRecord(
            stream.id(), "other", stream.createdAtMs(), "v", 1, new TreeMap<>(), new TreeMap<>());

    assertThatThrownBy(() -> streams.update(stream.id(), _ -> other))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(streams.find("cam")).contains(stream);
  }

  @Test
  void ofConcurrentUpdatesEachSeesTheOneBefore() {
    var stream = streams.create("cam", "0", 1, new TreeMap<>(), new TreeMap<>()).orElseThrow();
    var updates = new ArrayList<CompletableFuture<?>>();
    for (int t = 0; t < 4; t++) {
      updates.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 25; i++) {
                  var _ =
                      streams.update(
                          stream.id(),
                          it ->
                              it.withVersion(Integer.toString(Integer.parseInt(it.version()) + 1)));
                }
              }));
    }
    updates.forEach(CompletableFuture::join);

    assertThat(streams.find("cam").orElseThrow().version()).isEqualTo("100");
  }

  @Test
  void ofConcurrentCreationsOfANameOneSucceeds() {
    var creations = new ArrayList<CompletableFuture<Boolean>>();
    for (int t = 0; t < 8; t++) {
      creations.add(
          CompletableFuture.supplyAsync(
              () -> streams.create("cam", "v", 1, new TreeMap<>(), new TreeMap<>()).isPresent()));
    }

    assertThat(creations.stream().filter(CompletableFuture::join)).hasSize(1);
    assertThat(streams.count()).isEqualTo(1);
  }

  @Test
  void anInterruptedCallerDoesNoHarm() {
    var stream = stream(store, "cam");
    Thread.currentThread().interrupt();
    try {
      assertThat(streams.update(stream.id(), it -> it.withVersion("v2"))).isPresent();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }

    assertThat(streams.update(stream.id(), it -> it.withVersion("v3"))).isPresent();
    assertThat(streams.find("cam").orElseThrow().version()).isEqualTo("v3");
  }

  @Test
  void aClosedCatalogRefuses() throws IOException {
    var stream = stream(store, "cam");
    store.close();

    assertThatThrownBy(() -> streams.update(stream.id(), it -> it.withVersion("v2")))
        .hasCauseInstanceOf(StoreUnavailableException.class);
    openStore();
    assertThat(streams.find("cam")).contains(stream);
  }

  @Test
  void aNameHasALimitedFormAndLength() {
    for (var name : List.of("", "a b", "ä", "a/b", "x".repeat(257))) {
      assertThatThrownBy(() -> stream(store, name)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(stream(store, "x".repeat(256)).name()).hasSize(256);
  }
}
