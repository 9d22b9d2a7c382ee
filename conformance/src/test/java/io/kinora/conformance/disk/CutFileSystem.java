package io.kinora.conformance.disk;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kinora.conformance.process.Command;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/// An ext4 on a disk whose power can be cut: `folder/image` is what the disk holds,
/// [VolatileDisk] the disk, [FuseFile] the way by which the kernel's loop driver reaches it.
///
/// Only root can make one, see [#whyNot()].
public final class CutFileSystem implements AutoCloseable {
  private static final long BYTES = 1L << 30;
  private static final List<String> NEEDED =
      List.of("/dev/fuse", "/dev/loop-control", "/sbin/mkfs.ext4", "/sbin/losetup");

  private final Path image;
  private final Path cage;
  private final Path place;
  private Optional<Mounted> mounted = Optional.empty();

  private record Mounted(VolatileDisk disk, FuseFile file, String device) {}

  private CutFileSystem(Path folder, Path place) {
    this.image = folder.resolve("image");
    this.cage = folder.resolve("cage");
    this.place = place;
  }

  /// What this machine lacks or forbids; empty if nothing.
  public static Optional<String> whyNot() throws IOException {
    if (!System.getProperty("user.name").equals("root")) {
      return Optional.of("only root may mount a file system");
    }
    for (var file : NEEDED) {
      if (Files.notExists(Path.of(file))) {
        return Optional.of("there is no " + file);
      }
    }
    var folder = Files.createTempDirectory("kinora-mount");
    try {
      var tried = Command.of("mount", "-t", "tmpfs", "kinora-test", folder.toString()).run();
      if (tried.exitCode() != 0) {
        return Optional.of("it does not let us mount: " + tried.errors().strip());
      }
      Command.of("umount", folder.toString()).succeed();
      return Optional.empty();
    } finally {
      Files.delete(folder);
    }
  }

  /// Makes an empty one and mounts it.
  ///
  /// @param folder for the disk's content
  /// @param place where its files are seen
  public static CutFileSystem make(Path folder, Path place) throws IOException {
    var made = new CutFileSystem(folder, place);
    Files.createDirectories(place);
    try (var file =
        FileChannel.open(made.image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      file.write(US_ASCII.encode("\0"), BYTES - 1);
    }
    Command.of("/sbin/mkfs.ext4", "-q", "-F", made.image.toString()).succeed();
    made.mount();
    return made;
  }

  private void mount() throws IOException {
    var disk = VolatileDisk.on(image);
    var file = FuseFile.mount(disk, cage);
    var backing = cage.resolve(FuseFile.NAME).toString();
    var device = Command.of("/sbin/losetup", "--find", "--show", backing).succeed().text().strip();
    mounted = Optional.of(new Mounted(disk, file, device));
    Command.of("mount", "-t", "ext4", device, place.toString()).succeed();
  }

  /// Stops the disk at the request that is so many away: from then on nothing is answered.
  ///
  /// @return completes when it has stopped
  public CompletableFuture<Void> freezeAfter(int requests) {
    return mounted.orElseThrow().file.freezeAfter(requests);
  }

  /// Lets all that waits for a frozen disk fail. Whoever must not see that has been killed.
  public void fail() {
    mounted.orElseThrow().file.fail();
  }

  /// After [#fail()], and when nobody uses the files any more: takes from the disk what may be
  /// missing from it, and mounts it again.
  ///
  /// @return how many writes were at stake
  public int restart(SplittableRandom random) throws IOException {
    var disk = unmount();
    try (disk) {
      return disk.cut(random);
    } finally {
      mount();
    }
  }

  private VolatileDisk unmount() throws IOException {
    var gone = mounted.orElseThrow();
    Command.of("umount", place.toString()).succeed();
    Command.of("/sbin/losetup", "--detach", gone.device).succeed();
    gone.file.close();
    mounted = Optional.empty();
    return gone.disk;
  }

  /// Unmounts it and has it checked.
  public void checked() throws IOException {
    unmount().close();
    Command.of("/sbin/e2fsck", "-f", "-n", image.toString()).succeed();
  }

  @Override
  public void close() throws IOException {
    if (mounted.isPresent()) {
      fail();
      unmount().close();
    }
    Files.deleteIfExists(image);
  }
}
