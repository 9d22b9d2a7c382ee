package io.kinora.store.local;

import static io.kinora.store.Fragments.fragment;
import static io.kinora.store.Fragments.media;
import static io.kinora.store.Fragments.stream;
import static io.kinora.store.local.Rig.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Media as memory: right as long as it is held, gone when nobody holds it.
final class MappedMediaTest {
  @TempDir Path directory;
  private Rig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig(directory.resolve("store"));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private static byte[] octets(ByteBuffer media) {
    var octets = new byte[media.remaining()];
    media.get(media.position(), octets);
    return octets;
  }

  private static void assertUnmapped(ByteBuffer media) {
    assertThatThrownBy(() -> media.get(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void mappedMediaIsWhatWasAppendedAndCannotBeChanged() throws IOException {
    var fragment = fragment(stream(rig.store, "cam").id(), 1, T0, 20_000);
    try (var open = rig.store.open(rig.append(fragment)).orElseThrow()) {
      open.fetch();
      var media = open.media();

      assertThat(octets(media)).isEqualTo(media(fragment));
      assertThat(media.isDirect()).isTrue();
      assertThat(media.isReadOnly()).isTrue();
      assertThat(octets(media.slice(700, 50)))
          .isEqualTo(java.util.Arrays.copyOfRange(media(fragment), 700, 750));
    }
  }

  @Test
  void aSegmentThatGrowsIsMappedAnewUnderItsReaders() throws IOException {
    var stream = stream(rig.store, "cam");
    var first = fragment(stream.id(), 1, T0, 20_000);
    var second = fragment(stream.id(), 2, T0, 20_000);
    var open = rig.store.open(rig.append(first)).orElseThrow();
    var before = open.media();
    try (var later = rig.store.open(rig.append(second)).orElseThrow()) {
      assertThat(later.metadata().location().segment())
          .isEqualTo(open.metadata().location().segment());
      assertThat(octets(later.media())).isEqualTo(media(second));
    }
    assertThat(octets(before)).isEqualTo(media(first));

    open.close();
    assertUnmapped(before);
  }

  @Test
  void heldMediaOutlivesDeletionHolesAndUnlinkingAndThenGoes() throws IOException {
    var stream = stream(rig.store, "cam", 1);
    var other = stream(rig.store, "other", 1);
    var held = fragment(stream.id(), 1, T0, 20_000);
    var row = rig.append(held);
    var erasedRow = rig.append(fragment(stream.id(), 2, T0, 20_000));
    var kept = fragment(other.id(), 1, T0 + 3_500_000, 20_000);
    var keptRow = rig.append(kept);
    var open = rig.store.open(row).orElseThrow();
    var media = open.media();
    ByteBuffer erased;
    try (var brief = rig.store.open(erasedRow).orElseThrow()) {
      erased = brief.media();
    }
    rig.store.streams().delete(stream.id(), _ -> {});
    rig.store.reapNow();

    // The same mapping shows the hole beside what is held.
    assertThat(octets(erased)).containsOnly(0);
    assertThat(octets(media)).isEqualTo(media(held));
    try (var neighbour = rig.store.open(keptRow).orElseThrow()) {
      assertThat(octets(neighbour.media())).isEqualTo(media(kept));
    }

    rig.pass(Duration.ofHours(5));
    rig.store.reapNow();
    assertThat(rig.segmentFiles()).isEmpty();
    assertThat(octets(media)).isEqualTo(media(held));

    open.close();
    assertUnmapped(media);
  }

  @Test
  void aClosedStoreLeavesMappedMediaToThoseWhoHoldIt() throws IOException {
    var fragment = fragment(stream(rig.store, "cam").id(), 1, T0, 20_000);
    var open = rig.store.open(rig.append(fragment)).orElseThrow();
    var media = open.media();
    rig.store.close();
    assertThat(octets(media)).isEqualTo(media(fragment));

    open.close();
    assertUnmapped(media);
  }
}
