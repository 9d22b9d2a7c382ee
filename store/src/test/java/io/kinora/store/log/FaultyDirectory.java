package io.kinora.store.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// A directory in memory that keeps only what was forced. A crash forgets, halves and flips the
/// rest; any call can be made to fail; the disk can be small. Safe for all threads.
public final class FaultyDirectory implements LogDirectory {
  /// What a call is about to do.
  public enum Call {
    CREATE,
    OPEN,
    WRITE,
    READ,
    FORCE,
    TRUNCATE,
    RENAME,
    DELETE,
    FORCE_DIRECTORY,
    PUNCH
  }

  /// What the file system has of a file.
  private static final class Content {
    byte[] now = {};
    byte[] durable = {};
    final List<Change> unforced = new ArrayList<>();
  }

  /// Something done to a file since it was forced.
  private sealed interface Change {}

  private record Write(int offset, byte[] octets) implements Change {}

  private record Truncate(int bytes) implements Change {}

  private static final int SECTOR = 512;

  private final TreeMap<String, Content> names;

  /// The names as they were after each change since the directory was forced, oldest first.
  private final List<Map<String, Content>> nameHistory = new ArrayList<>();

  private Predicate<Call> failing = _ -> false;
  private long capacityBytes = Long.MAX_VALUE;
  private boolean dead;

  public FaultyDirectory() {
    this(Map.of(), List.of(new TreeMap<>()));
  }

  private FaultyDirectory(Map<String, Content> names, List<Map<String, Content>> history) {
    this.names = new TreeMap<>(names);
    this.nameHistory.addAll(history);
  }

  /// A directory with these files, all of them forced.
  public static FaultyDirectory of(Map<String, byte[]> files) {
    var names = new TreeMap<String, Content>();
    files.forEach((name, octets) -> names.put(name, content(octets)));
    return new FaultyDirectory(names, List.of(names));
  }

  private static Content content(byte[] octets) {
    var content = new Content();
    content.now = octets.clone();
    content.durable = content.now.clone();
    return content;
  }

  /// Lets calls fail, without effect, for which the predicate says so. It may count.
  public synchronized void failing(Predicate<Call> which) {
    failing = which;
  }

  /// Makes the disk that small.
  public synchronized void capacity(long bytes) {
    capacityBytes = bytes;
  }

  /// The octets of a file now.
  public synchronized byte[] octets(String name) {
    return Objects.requireNonNull(names.get(name), name).now.clone();
  }

  /// The names of the files now.
  public synchronized List<String> fileNames() {
    return List.copyOf(names.keySet());
  }

  /// The files now.
  public synchronized SortedMap<String, byte[]> files() {
    var files = new TreeMap<String, byte[]>();
    names.forEach((name, content) -> files.put(name, content.now.clone()));
    return files;
  }

  /// Ends this directory, all of whose calls fail from now on.
  ///
  /// @param powerLoss whether what was not forced suffers now; a killed process alone loses nothing
  /// @return what is found afterwards
  public synchronized FaultyDirectory crash(RandomGenerator random, boolean powerLoss) {
    dead = true;
    if (!powerLoss) {
      // Only the process is gone: what it had not forced can still be lost later.
      return new FaultyDirectory(names, nameHistory);
    }
    var survivors = new TreeMap<String, Content>();
    nameHistory
        .get(random.nextInt(nameHistory.size()))
        .forEach((name, content) -> survivors.put(name, content(afterPowerLoss(content, random))));
    return new FaultyDirectory(survivors, List.of(survivors));
  }

  private static byte[] afterPowerLoss(Content content, RandomGenerator random) {
    byte[] octets = content.durable.clone();
    int mode = random.nextInt(4);
    for (var change : content.unforced) {
      octets =
          switch (change) {
            case Truncate(int bytes) ->
                mode == 0 || random.nextBoolean() ? octets : resized(octets, bytes);
            case Write(int offset, byte[] written) ->
                switch (mode) {
                  case 0 -> octets;
                  case 1 -> written(octets, offset, written);
                  default -> damaged(octets, offset, written, random);
                };
          };
    }
    return octets;
  }

  private static byte[] after(byte[] octets, Change change) {
    return switch (change) {
      case Truncate(int bytes) -> bytes < octets.length ? resized(octets, bytes) : octets;
      case Write(int offset, byte[] written) -> written(octets.clone(), offset, written);
    };
  }

  /// Some sectors written, some not, some with other octets.
  private static byte[] damaged(byte[] octets, int offset, byte[] written, RandomGenerator random) {
    byte[] result = octets;
    for (int from = 0; from < written.length; from += SECTOR) {
      var sector = Arrays.copyOfRange(written, from, Math.min(written.length, from + SECTOR));
      int fate = random.nextInt(8);
      if (fate == 0) {
        sector[random.nextInt(sector.length)] ^= (byte) (1 << random.nextInt(8));
      }
      if (fate != 1) {
        result = written(result, offset + from, sector);
      }
    }
    return result;
  }

  private static byte[] written(byte[] octets, int offset, byte[] written) {
    var result =
        octets.length < offset + written.length ? resized(octets, offset + written.length) : octets;
    System.arraycopy(written, 0, result, offset, written.length);
    return result;
  }

  private static byte[] resized(byte[] octets, int bytes) {
    return Arrays.copyOf(octets, bytes);
  }

  private void enter(Call call) throws IOException {
    if (dead) {
      throw new IOException("crashed");
    }
    if (failing.test(call)) {
      throw new IOException("made to fail: " + call);
    }
  }

  private Content existing(String name) throws IOException {
    var content = names.get(name);
    if (content == null) {
      throw new NoSuchFileException(name);
    }
    return content;
  }

  private void namesChanged() {
    nameHistory.add(new TreeMap<>(names));
  }

  private long usedBytes() {
    return names.values().stream().mapToLong(content -> content.now.length).sum();
  }

  @Override
  public synchronized List<Entry> list() {
    return names.entrySet().stream()
        .map(entry -> new Entry(entry.getKey(), entry.getValue().now.length))
        .toList();
  }

  @Override
  public synchronized LogFile create(String name, boolean direct) throws IOException {
    enter(Call.CREATE);
    if (names.containsKey(name)) {
      throw new FileAlreadyExistsException(name);
    }
    var content = new Content();
    names.put(name, content);
    namesChanged();
    return new OpenFile(content);
  }

  @Override
  public synchronized LogFile openToRead(String name) throws IOException {
    enter(Call.OPEN);
    return new OpenFile(existing(name));
  }

  @Override
  public synchronized LogFile openToWrite(String name) throws IOException {
    enter(Call.OPEN);
    return new OpenFile(existing(name));
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    enter(Call.RENAME);
    names.put(to, existing(from));
    names.remove(from);
    namesChanged();
  }

  @Override
  public synchronized void delete(String name) throws IOException {
    enter(Call.DELETE);
    existing(name);
    names.remove(name);
    namesChanged();
  }

  @Override
  public synchronized void force() throws IOException {
    enter(Call.FORCE_DIRECTORY);
    nameHistory.clear();
    nameHistory.add(new TreeMap<>(names));
  }

  @Override
  public synchronized boolean punch(String name, long offsetBytes, long lengthBytes)
      throws IOException {
    enter(Call.PUNCH);
    var content = existing(name);
    var zeros = new byte[(int) lengthBytes];
    content.now = written(content.now, (int) offsetBytes, zeros);
    content.unforced.add(new Write((int) offsetBytes, zeros));
    return true;
  }

  @Override
  public synchronized long usableBytes() {
    return Math.max(0, capacityBytes - usedBytes());
  }

  @Override
  public boolean takesDirectWrites() {
    return false;
  }

  private final class OpenFile implements LogFile {
    private final Content content;

    OpenFile(Content content) {
      this.content = content;
    }

    @Override
    public void write(ByteBuffer octets, long offsetBytes) throws IOException {
      synchronized (FaultyDirectory.this) {
        enter(Call.WRITE);
        int offset = (int) offsetBytes;
        var copy = new byte[octets.remaining()];
        octets.get(copy);
        long growth = Math.max(0, offset + copy.length - content.now.length);
        if (usedBytes() + growth > capacityBytes) {
          // A full disk takes what fits.
          int fits = (int) Math.max(0, copy.length - (usedBytes() + growth - capacityBytes));
          take(offset, Arrays.copyOf(copy, fits));
          throw new IOException("No space left on device");
        }
        take(offset, copy);
      }
    }

    private void take(int offset, byte[] octets) {
      content.now = written(content.now, offset, octets);
      content.unforced.add(new Write(offset, octets));
    }

    @Override
    public int read(ByteBuffer into, long offsetBytes) throws IOException {
      synchronized (FaultyDirectory.this) {
        enter(Call.READ);
        int count = (int) Math.max(0, Math.min(into.remaining(), content.now.length - offsetBytes));
        into.put(content.now, (int) Math.min(offsetBytes, content.now.length), count);
        return count;
      }
    }

    @Override
    public void force() throws IOException {
      synchronized (FaultyDirectory.this) {
        try {
          enter(Call.FORCE);
        } catch (IOException failure) {
          if (!dead) {
            // The kernel takes its pages for clean then: they are read, but never written.
            content.unforced.clear();
          }
          throw failure;
        }
        for (var change : content.unforced) {
          content.durable = after(content.durable, change);
        }
        content.unforced.clear();
      }
    }

    @Override
    public void truncate(long bytes) throws IOException {
      synchronized (FaultyDirectory.this) {
        enter(Call.TRUNCATE);
        if (bytes < content.now.length) {
          content.now = resized(content.now, (int) bytes);
          content.unforced.add(new Truncate((int) bytes));
        }
      }
    }

    @Override
    public long sizeBytes() {
      synchronized (FaultyDirectory.this) {
        return content.now.length;
      }
    }

    @Override
    public FileChannel channel() {
      throw new UnsupportedOperationException("a file in memory has no channel");
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
