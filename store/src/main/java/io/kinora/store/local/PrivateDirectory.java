package io.kinora.store.local;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Media of others is nobody's business, and files of others are none of ours: a store's directory
/// is for its owner only, and no file in it leads elsewhere.
///
/// The directory itself and the folders in it may be symbolic links, for who wants them on another
/// volume. A file may not: what is written, cut or locked would be another one.
final class PrivateDirectory {
  private PrivateDirectory() {}

  /// Makes it unless it is there.
  static void make(Path directory) throws IOException {
    Files.createDirectories(directory);
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      } catch (FileSystemException refused) {
        var denied =
            new AccessDeniedException(directory.toString(), null, "it cannot be made private");
        denied.initCause(refused);
        throw denied;
      }
    }
  }

  /// Looks for files in it that are symbolic links.
  static void refuseLinks(Path directory) throws IOException {
    try (var files = Files.newDirectoryStream(directory)) {
      for (var file : files) {
        if (Files.isSymbolicLink(file) && !Files.isDirectory(file)) {
          throw new AccessDeniedException(
              file.toString(), null, "it is a symbolic link, which is not followed");
        }
      }
    }
  }
}
