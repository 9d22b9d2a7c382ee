package io.kinora.conformance.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A disk with a cache that is lost with the power. What is written is read back at once, but only
/// a flush makes it last; between two flushes the disk may have written any of it, in any order,
/// sector by sector.
///
/// Owned by one thread at a time.
final class VolatileDisk implements AutoCloseable {
  private static final int SECTOR_BYTES = 512;

  private record Write(long offset, byte[] before, byte[] after) {}

  private final FileChannel file;
  private final List<Write> unflushed = new ArrayList<>();

  private VolatileDisk(FileChannel file) {
    this.file = file;
  }

  /// A disk that holds what the file does.
  static VolatileDisk on(Path image) throws IOException {
    return new VolatileDisk(
        FileChannel.open(image, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  long sizeBytes() throws IOException {
    return file.size();
  }

  byte[] read(long offset, int bytes) throws IOException {
    var octets = ByteBuffer.allocate(bytes);
    while (octets.hasRemaining() && file.read(octets, offset + octets.position()) > 0) {}
    return octets.array();
  }

  void write(long offset, byte[] octets) throws IOException {
    unflushed.add(new Write(offset, read(offset, octets.length), octets));
    put(offset, ByteBuffer.wrap(octets));
  }

  void flush() {
    unflushed.clear();
  }

  /// The power goes. Of what was not flushed nothing is left, or any sectors, or what came first.
  ///
  /// @return how many writes were at stake
  int cut(SplittableRandom random) throws IOException {
    for (var write : unflushed.reversed()) {
      put(write.offset, ByteBuffer.wrap(write.before));
    }
    switch (random.nextInt(3)) {
      case 0 -> {}
      case 1 -> {
        double chance = random.nextDouble();
        for (var write : unflushed) {
          putSectors(write, chance, random);
        }
      }
      default -> {
        int whole = random.nextInt(unflushed.size() + 1);
        for (var write : unflushed.subList(0, whole)) {
          put(write.offset, ByteBuffer.wrap(write.after));
        }
        if (whole < unflushed.size()) {
          putSectors(unflushed.get(whole), 0.5, random);
        }
      }
    }
    int atStake = unflushed.size();
    unflushed.clear();
    return atStake;
  }

  /// Writes some of the sectors.
  private void putSectors(Write write, double chance, SplittableRandom random) throws IOException {
    for (int at = 0; at < write.after.length; at += SECTOR_BYTES) {
      if (random.nextDouble() < chance) {
        int bytes = Math.min(SECTOR_BYTES, write.after.length - at);
        put(write.offset + at, ByteBuffer.wrap(write.after, at, bytes));
      }
    }
  }

  private void put(long offset, ByteBuffer octets) throws IOException {
    long at = offset;
    while (octets.hasRemaining()) {
      at += file.write(octets, at);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
