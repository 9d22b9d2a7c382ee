package io.kinora.store.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.store.StoreUnavailableException;
import io.kinora.store.StreamRecord;
import io.kinora.store.simulation.SimulatedDisk.Mood;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Creates, changes and deletes streams, lets retention work and time pass, and decides how the
/// disk is.
final class Owner {
  private final World world;
  private final SplittableRandom random;

  Owner(World world, SplittableRandom random) {
    this.world = world;
    this.random = random;
  }

  void act() throws IOException {
    switch (random.nextInt(16)) {
      case 0, 1, 2 -> create();
      case 3 -> delete();
      case 4, 5 -> update();
      case 6, 7 -> reap();
      case 8 -> world.pass(Duration.ofSeconds(random.nextInt(100)));
      case 9 -> world.pass(Duration.ofMinutes(random.nextInt(100)));
      case 10 -> keepIndex();
      case 11, 12 -> changeMood();
      default -> world.turns().pause();
    }
  }

  private void changeMood() {
    var moods = Mood.values();
    world.disk().mood(random.nextBoolean() ? Mood.SOUND : moods[random.nextInt(moods.length)]);
  }

  private void keepIndex() throws IOException {
    if (!world.disk().isCrashed() && !world.isReaping()) {
      world.index().keepOlder();
    }
  }

  private void create() {
    var name = world.newName();
    int hours = random.nextInt(5) == 0 ? 0 : 1 + random.nextInt(3);
    try {
      world.exists(
          world
              .store()
              .streams()
              .create(name, "v", hours, new TreeMap<>(), new TreeMap<>())
              .orElseThrow());
    } catch (UncheckedIOException failure) {
      refused(failure);
      world.inDoubt(name);
    }
  }

  private void delete() {
    var any = world.anyStream(random);
    if (any.isEmpty()) {
      return;
    }
    var stream = any.get();
    stream.mayBeDeleted = true;
    try {
      world.store().streams().delete(stream.id, _ -> {});
      stream.deleted = true;
    } catch (UncheckedIOException failure) {
      refused(failure);
    }
  }

  private void update() {
    var any = world.anyStream(random);
    if (any.isEmpty()) {
      return;
    }
    var stream = any.get();
    int hours = stream.archived ? 1 + random.nextInt(3) : 0;
    var wanted = new ArrayList<StreamRecord>();
    stream.mayKeep(hours);
    try {
      world
          .store()
          .streams()
          .update(
              stream.id,
              it -> {
                wanted.add(it.withVersion("v" + random.nextInt(1000)).withRetentionHours(hours));
                return wanted.getFirst();
              });
      if (!wanted.isEmpty()) {
        stream.mayBe = List.of(wanted.getFirst());
        if (!world.isReaping()) {
          stream.keeps(hours);
        }
      }
    } catch (UncheckedIOException failure) {
      refused(failure);
      var possible = new ArrayList<>(stream.mayBe);
      possible.addAll(wanted);
      stream.mayBe = List.copyOf(possible);
    }
  }

  private void refused(UncheckedIOException failure) {
    assertThat(failure.getCause())
        .as("%s", failure)
        .isInstanceOf(
            world.index().isSuspect() ? IOException.class : StoreUnavailableException.class);
  }

  private void reap() {
    try {
      world.mayReap();
      world.reap();
    } catch (IOException | UncheckedIOException _) {
      // Space is given back later.
    }
  }
}
