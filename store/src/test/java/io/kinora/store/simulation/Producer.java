package io.kinora.store.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.Fragments;
import io.kinora.store.NewFragment;
import io.kinora.store.StreamGoneException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Sends fragments of any stream, some of them before the last ones are acknowledged.
final class Producer {
  private static final int HEAL_TRIES = 3;

  private final World world;
  private final SplittableRandom random;
  private final List<CompletableFuture<?>> waiting = new ArrayList<>();
  private @Nullable Throwable lastRefusal;

  Producer(World world, SplittableRandom random) {
    this.world = world;
    this.random = random;
  }

  void act() {
    var stream = world.anyStream(random);
    if (stream.isPresent()) {
      int count = 1 + random.nextInt(4);
      for (int i = 0; i < count; i++) {
        send(stream.get());
      }
    }
    if (random.nextInt(3) > 0) {
      waiting.forEach(CompletableFuture::join);
      waiting.clear();
    }
  }

  private CompletableFuture<Boolean> send(History stream) {
    if (stream.lastSequence == stream.reserved && !reserve(stream)) {
      return CompletableFuture.completedFuture(false);
    }
    var fragment = stream.next(world.nowMs(), random);
    var answered =
        world
            .store()
            .append(fragment)
            .handle((row, failure) -> answered(stream, fragment, row, failure));
    waiting.add(answered);
    return answered;
  }

  /// Numbers rise, whatever happened.
  private boolean reserve(History stream) {
    long before = Math.max(stream.reserved, stream.lastSequence);
    try {
      long first = world.store().reserveSequences(stream.id);
      assertThat(first).as("reserved in stream %d", stream.id).isGreaterThan(before);
      if (first > stream.reserved) {
        stream.lastSequence = first - 1;
        stream.reserved = first + 999;
      }
      return stream.lastSequence < stream.reserved;
    } catch (StreamGoneException gone) {
      assertThat(stream.mayBeDeleted).as("%s", gone).isTrue();
    } catch (IOException _) {
      // What it reserved was given to nobody.
    }
    return false;
  }

  /// On the thread of the store that acknowledges.
  private boolean answered(
      History stream,
      NewFragment fragment,
      @Nullable FragmentMetadata row,
      @Nullable Throwable failure) {
    try {
      if (row != null) {
        acknowledged(stream, fragment, row);
        return true;
      }
      refused(
          stream, fragment, failure instanceof CompletionException it ? it.getCause() : failure);
    } catch (IOException | AssertionError broken) {
      if (broken instanceof AssertionError || !world.index().isSuspect()) {
        world.turns().failed(broken);
      }
    }
    return false;
  }

  private void acknowledged(History stream, NewFragment fragment, FragmentMetadata row)
      throws IOException {
    assertThat(row.number()).isEqualTo(fragment.number());
    stream.seen(row);
    if (stream.mustBeFound(row)) {
      assertThat(world.store().find(Fragments.all(stream.id), row.number()))
          .as("listed when acknowledged")
          .contains(row);
    }
  }

  private void refused(History stream, NewFragment fragment, @Nullable Throwable failure)
      throws IOException {
    lastRefusal = failure;
    assertThat(failure).isInstanceOf(IOException.class);
    if (failure instanceof StreamGoneException) {
      assertThat(stream.mayBeDeleted).isTrue();
    }
    assertThat(failure).message().doesNotContain("already has a fragment");
    assertThat(world.store().find(Fragments.all(stream.id), fragment.number()))
        .as("listed although %s", failure)
        .isEmpty();
  }

  /// All streams take fragments, at the latest after what was under way has failed.
  void checkThatAllIsWell() {
    for (var stream : world.streams()) {
      boolean stored = stream.deleted || stream.mayBeDeleted;
      assertThat(stored || reserve(stream)).as("stream %d takes sessions", stream.id).isTrue();
      for (int i = 0; i < HEAL_TRIES && !stored; i++) {
        stored = send(stream).join();
        if (!stored) {
          // As long as its queue is full, a store refuses without taking a turn.
          world.turns().rest();
        }
      }
      assertThat(stored).as("stream %d takes fragments again: %s", stream.id, lastRefusal).isTrue();
    }
    if (world.streams().stream().anyMatch(stream -> !stream.mayBeDeleted)) {
      assertThat(world.store().status().detail()).isEmpty();
    }
  }
}
