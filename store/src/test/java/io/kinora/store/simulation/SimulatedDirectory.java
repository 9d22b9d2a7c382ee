package io.kinora.store.simulation;

import io.kinora.store.log.FaultyDirectory;
import io.kinora.store.log.LogDirectory;
import io.kinora.store.log.LogFile;
import io.kinora.store.simulation.SimulatedDisk.Call;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/// A directory of the [SimulatedDisk].
final class SimulatedDirectory implements LogDirectory {
  private final SimulatedDisk disk;
  private final FaultyDirectory files;

  SimulatedDirectory(SimulatedDisk disk, FaultyDirectory files) {
    this.disk = disk;
    this.files = files;
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private interface Change {
    void run() throws IOException;
  }

  private <T> T read(Call call, String file, Work<T> work) throws IOException {
    if (disk.isToFail(call, file)) {
      throw SimulatedDisk.failure(call);
    }
    return work.run();
  }

  /// A change that fails may have happened.
  private void change(Call call, String file, Change change) throws IOException {
    if (disk.isToFail(call, file)) {
      if (disk.didItsWork()) {
        change.run();
      }
      throw SimulatedDisk.failure(call);
    }
    change.run();
  }

  @Override
  public List<Entry> list() throws IOException {
    return read(Call.LIST, "", files::list);
  }

  @Override
  public LogFile create(String name, boolean direct) throws IOException {
    if (disk.isToFail(Call.CREATE, name)) {
      if (disk.didItsWork()) {
        files.create(name, direct).close();
      }
      throw SimulatedDisk.failure(Call.CREATE);
    }
    return new File(name, files.create(name, direct));
  }

  @Override
  public LogFile openToRead(String name) throws IOException {
    return read(Call.OPEN, name, () -> new File(name, files.openToRead(name)));
  }

  @Override
  public LogFile openToWrite(String name) throws IOException {
    return read(Call.OPEN_TO_WRITE, name, () -> new File(name, files.openToWrite(name)));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    change(Call.RENAME, from, () -> files.rename(from, to));
  }

  @Override
  public void delete(String name) throws IOException {
    change(Call.DELETE, name, () -> files.delete(name));
  }

  @Override
  public void force() throws IOException {
    change(Call.FORCE_DIRECTORY, "", files::force);
  }

  @Override
  public boolean punch(String name, long offsetBytes, long lengthBytes) throws IOException {
    change(Call.PUNCH, name, () -> files.punch(name, offsetBytes, lengthBytes));
    return true;
  }

  @Override
  public long usableBytes() {
    return files.usableBytes();
  }

  @Override
  public boolean takesDirectWrites() {
    return false;
  }

  private final class File implements LogFile {
    private final String name;
    private final LogFile file;

    File(String name, LogFile file) {
      this.name = name;
      this.file = file;
    }

    @Override
    public void write(ByteBuffer octets, long offsetBytes) throws IOException {
      if (disk.isToFail(Call.WRITE, name)) {
        int taken = disk.taken(octets.remaining());
        file.write(octets.slice(octets.position(), taken), offsetBytes);
        throw SimulatedDisk.failure(Call.WRITE);
      }
      file.write(octets, offsetBytes);
    }

    @Override
    public int read(ByteBuffer into, long offsetBytes) throws IOException {
      return SimulatedDirectory.this.read(Call.READ, name, () -> file.read(into, offsetBytes));
    }

    /// After a force that failed the system takes the file for clean: it never will be forced.
    @Override
    public void force() throws IOException {
      boolean fails = disk.isToFail(Call.FORCE, name);
      files.failing(_ -> fails);
      try {
        file.force();
      } finally {
        files.failing(_ -> false);
      }
    }

    @Override
    public void truncate(long bytes) throws IOException {
      change(Call.TRUNCATE, name, () -> file.truncate(bytes));
    }

    @Override
    public long sizeBytes() throws IOException {
      return SimulatedDirectory.this.read(Call.SIZE, name, file::sizeBytes);
    }

    @Override
    public FileChannel channel() {
      return file.channel();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
