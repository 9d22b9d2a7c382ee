package io.kinora.store.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A directory of the operating system.
public final class FileSystemDirectory implements LogDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(FileSystemDirectory.class);
  private static final String PROBE = "direct.tmp";

  /// O_DIRECT. Java keeps it in a module that a runtime image may leave out.
  private static final Optional<OpenOption> DIRECT = findDirect();

  private final Path path;

  public FileSystemDirectory(Path path) {
    this.path = path;
  }

  private static Optional<OpenOption> findDirect() {
    try {
      var options = Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants();
      return Arrays.stream(options)
          .map(OpenOption.class::cast)
          .filter(option -> option.toString().equals("DIRECT"))
          .findAny();
    } catch (ClassNotFoundException _) {
      return Optional.empty();
    }
  }

  @Override
  public List<Entry> list() throws IOException {
    var entries = new ArrayList<Entry>();
    try (var files = Files.newDirectoryStream(path)) {
      for (var file : files) {
        if (Files.isSymbolicLink(file)) {
          throw new AccessDeniedException(
              file.toString(), null, "it is a symbolic link, which is not followed");
        }
        entries.add(new Entry(file.getFileName().toString(), Files.size(file)));
      }
    }
    entries.sort(Comparator.comparing(Entry::name));
    return entries;
  }

  @Override
  public LogFile create(String name, boolean direct) throws IOException {
    return direct
        ? open(
            name,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            DIRECT.orElseThrow(() -> new UnsupportedOperationException("no direct writes")))
        : open(name, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  @Override
  public LogFile openToRead(String name) throws IOException {
    return open(name, StandardOpenOption.READ);
  }

  @Override
  public LogFile openToWrite(String name) throws IOException {
    return open(name, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /// Follows no symbolic link: a file of the log is never one of somebody else.
  private LogFile open(String name, OpenOption... options) throws IOException {
    var all = Stream.concat(Stream.of(options), Stream.of(LinkOption.NOFOLLOW_LINKS));
    return new ChannelFile(
        FileChannel.open(path.resolve(name), all.collect(Collectors.toUnmodifiableSet())));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(path.resolve(from), path.resolve(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.delete(path.resolve(name));
  }

  @Override
  public void force() throws IOException {
    try (var directory = FileChannel.open(path, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  @Override
  public boolean punch(String name, long offsetBytes, long lengthBytes) throws IOException {
    return HolePunch.punch(path.resolve(name), offsetBytes, lengthBytes);
  }

  @Override
  public long usableBytes() {
    // Files.getFileStore would read the whole table of mounts, each time.
    return path.toFile().getUsableSpace();
  }

  @Override
  public boolean takesDirectWrites() throws IOException {
    if (DIRECT.isEmpty()) {
      return false;
    }
    Files.deleteIfExists(path.resolve(PROBE));
    var block =
        ByteBuffer.allocateDirect(2 * LogFormat.BLOCK_BYTES)
            .alignedSlice(LogFormat.BLOCK_BYTES)
            .limit(LogFormat.BLOCK_BYTES);
    try (var file = create(PROBE, true)) {
      file.write(block, 0);
      return true;
    } catch (IOException | UnsupportedOperationException refused) {
      // Not a failure: the file system, or the platform, has no direct writes in our block size.
      LOG.info("The log is written through the page cache: {}", refused.toString());
      return false;
    } finally {
      Files.deleteIfExists(path.resolve(PROBE));
    }
  }

  private record ChannelFile(FileChannel channel) implements LogFile {
    @Override
    public void write(ByteBuffer octets, long offsetBytes) throws IOException {
      long at = offsetBytes;
      while (octets.hasRemaining()) {
        at += channel.write(octets, at);
      }
    }

    @Override
    public int read(ByteBuffer into, long offsetBytes) throws IOException {
      int total = 0;
      while (into.hasRemaining()) {
        int count = channel.read(into, offsetBytes + total);
        if (count <= 0) {
          break;
        }
        total += count;
      }
      return total;
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void truncate(long bytes) throws IOException {
      channel.truncate(bytes);
    }

    @Override
    public long sizeBytes() throws IOException {
      return channel.size();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
