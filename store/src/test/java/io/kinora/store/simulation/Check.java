package io.kinora.store.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.Fragments;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Everything that must hold of a store that was opened just now.
final class Check {
  private static final int ALL = 100_000;

  private Check() {}

  static void all(World world) throws IOException {
    try {
      world.adoptStreamsInDoubt();
      for (var stream : world.streams()) {
        checkStream(world, stream);
        checkFragments(world, stream);
      }
    } catch (IOException | UncheckedIOException failure) {
      assertThat(world.index().isSuspect()).as("fails to read: %s", failure).isTrue();
    }
  }

  private static void checkStream(World world, History stream) {
    var found = world.store().streams().find(stream.id);
    boolean unsettled = !stream.deleted && (stream.mayBeDeleted || stream.mayBe.size() > 1);
    stream.changeInDoubt |= unsettled && world.disk().isInDoubt();
    if (stream.deleted) {
      assertThat(found.isEmpty() || stream.changeInDoubt).as("deleted").isTrue();
    } else if (stream.mayBeDeleted && found.isEmpty()) {
      stream.deleted = true;
    } else {
      assertThat(found).as("stream %d", stream.id).isPresent();
      assertThat(stream.mayBe).contains(found.get());
      if (stream.changeInDoubt) {
        stream.mayKeep(found.get().retentionHours());
      } else {
        stream.mayBe = java.util.List.of(found.get());
        stream.mayBeDeleted = false;
        stream.keeps(found.get().retentionHours());
      }
    }
  }

  private static void checkFragments(World world, History stream) throws IOException {
    var rows = world.store().after(Fragments.all(stream.id), 0, ALL);
    if (stream.deleted) {
      assertThat(rows.isEmpty() || stream.changeInDoubt).as("rows of a deleted stream").isTrue();
      return;
    }
    if (!stream.archived) {
      assertThat(rows).as("a buffer after a restart").isEmpty();
    }
    if (world.disk().isInDoubt()) {
      stream.foundInDoubt(rows);
    }
    stream.checkPage(0, rows, true, stream.promisedAfter(0));
    for (FragmentMetadata row : rows) {
      var opened = world.store().open(row);
      if (opened.isEmpty()) {
        stream.checkGone(row);
      } else {
        try (var stored = opened.get()) {
          stream.checkOctets(row, stored);
        }
      }
    }
  }
}
