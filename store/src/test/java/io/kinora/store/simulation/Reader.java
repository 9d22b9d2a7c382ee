package io.kinora.store.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.Fragments;
import io.kinora.store.StoredFragment;
import java.io.IOException;
import java.util.Optional;
import java.util.SplittableRandom;

/// Follows one stream after the other from some place on, and holds on to some fragments. Nothing
/// but a disk that fails to read may keep it from that.
final class Reader {
  private final World world;
  private final SplittableRandom random;
  private Optional<History> stream = Optional.empty();
  private Optional<Held> held = Optional.empty();
  private long last;

  /// A fragment that is held open meanwhile.
  private record Held(History stream, FragmentMetadata row, StoredFragment stored) {}

  Reader(World world, SplittableRandom random) {
    this.world = world;
    this.random = random;
  }

  void act() {
    long faults = world.disk().readFaults();
    try {
      if (stream.isEmpty() || random.nextInt(8) == 0) {
        stream = world.anyStream(random);
        last = 0;
      }
      if (stream.isPresent()) {
        page(stream.get());
      }
      release();
    } catch (IOException failure) {
      assertThat(
              world.disk().isCrashed()
                  || world.disk().readFaults() > faults
                  || world.index().isSuspect())
          .as("%s although nothing keeps anybody from reading", failure)
          .isTrue();
    }
  }

  private void page(History of) throws IOException {
    int limit = 1 + random.nextInt(6);
    var known = of.promisedAfter(last);
    var page = world.store().after(Fragments.all(of.id), last, limit);
    of.checkPage(last, page, page.size() < limit, known);
    for (var row : page) {
      var opened = world.store().open(row);
      if (opened.isEmpty()) {
        of.checkGone(row);
      } else if (held.isEmpty() && random.nextInt(4) == 0) {
        held = Optional.of(new Held(of, row, opened.get()));
      } else {
        try (var stored = opened.get()) {
          of.checkOctets(row, stored);
        }
      }
      last = row.number().sequence();
    }
  }

  /// What was held is whole, whatever became of it meanwhile.
  private void release() throws IOException {
    if (held.isPresent() && random.nextInt(3) == 0) {
      var fragment = held.get();
      held = Optional.empty();
      try (var stored = fragment.stored) {
        fragment.stream.checkOctets(fragment.row, stored);
      }
    }
  }
}
