package io.kinora.store.local;

import static io.kinora.store.Fragments.fragment;
import static io.kinora.store.Fragments.stream;
import static io.kinora.store.local.Rig.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A store's directory may be elsewhere; its files may not.
final class SymbolicLinkTest {
  private static final String PRECIOUS = "what belongs to somebody else";

  @TempDir Path folder;
  private Path data;
  private Path outside;

  @BeforeEach
  void make() throws IOException {
    data = folder.resolve("data");
    outside = Files.writeString(folder.resolve("outside"), PRECIOUS);
  }

  @Test
  void theDirectoryAndItsFoldersMayBeLinks() throws IOException {
    var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    var log = Files.createDirectory(folder.resolve("big-volume"));
    Files.createSymbolicLink(data, elsewhere);
    Files.createSymbolicLink(elsewhere.resolve("log"), log);
    try (var rig = new Rig(data)) {
      long id = stream(rig.store, "cam").id();
      rig.append(fragment(id, 1, T0));
      rig.reopen();
      rig.append(fragment(id, 2, T0));
      assertThat(rig.rows(id)).hasSize(2);
    }
    assertThat(log).isNotEmptyDirectory();
    assertThat(Files.getPosixFilePermissions(elsewhere)).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lock",
        "kinora.store",
        "kinora.store.tmp",
        "index.db",
        "index.db-wal",
        "log/0000000000000001-01.klog",
        "log/0000000000000063-02.klog",
        "catalog/0000000000000001.klog",
        "catalog/0000000000000009.klog",
        "catalog/0000000000000009.tmp",
      })
  void aLinkInTheirPlaceStopsTheStartAndLeavesItsTargetAlone(String file) throws IOException {
    try (var rig = new Rig(data)) {
      rig.append(fragment(stream(rig.store, "cam").id(), 1, T0));
    }
    var link = data.resolve(file);
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, outside);

    assertThatThrownBy(() -> new Rig(data))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining(file)
        .hasMessageContaining("symbolic link");

    assertThat(outside).hasContent(PRECIOUS);
  }
}
