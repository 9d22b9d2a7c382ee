package io.kinora.server.demo;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.ebml.EbmlCursor;
import io.kinora.media.ebml.EbmlWriter;
import io.kinora.media.matroska.MatroskaDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A minute of video that can be repeated for ever. Each of its Clusters is a second and begins
/// with a key frame; the first one shows second 0 of a minute.
///
/// @param header what stands before the first Cluster
/// @param seconds the frames of each second
record Feed(byte[] header, List<List<Frame>> seconds) {
  private static final int SEGMENT = 0x18538067;
  private static final int INFO = 0x1549A966;
  private static final int TRACKS = 0x1654AE6B;
  private static final int CLUSTER = 0x1F43B675;
  private static final int TIMESTAMP = 0xE7;
  private static final int SIMPLE_BLOCK = 0xA3;

  /// Where the time stands in a SimpleBlock of a track below 128.
  private static final int BLOCK_TIME = 1;

  /// A frame.
  ///
  /// @param atMs when it is shown, after the beginning of its second
  /// @param element its SimpleBlock
  record Frame(int atMs, byte[] element) {}

  Feed {
    seconds = List.copyOf(seconds);
  }

  /// Reads one of the feeds in the resources.
  static Feed load(String name) throws IOException {
    try (var in = Feed.class.getResourceAsStream(name + ".mkv")) {
      if (in == null) {
        throw new IllegalStateException("no feed " + name);
      }
      return read(in.readAllBytes());
    } catch (MalformedMediaException damaged) {
      throw new IllegalStateException("the feed " + name + " cannot be read", damaged);
    }
  }

  /// The start of the Cluster of a second whose picture was taken then.
  static byte[] clusterStart(long epochMs) {
    var writer = new EbmlWriter();
    writer.openUnknown(CLUSTER);
    writer.uint(TIMESTAMP, epochMs);
    return writer.toByteArray();
  }

  private static Feed read(byte[] document) throws MalformedMediaException {
    var header = new ByteArrayOutputStream();
    header.writeBytes(MatroskaDocument.start());
    var seconds = new ArrayList<List<Frame>>();
    var level0 = new EbmlCursor(document, 0, document.length, 0);
    while (level0.next()) {
      if (level0.id() != SEGMENT) {
        continue;
      }
      var level1 = level0.children();
      while (level1.next()) {
        switch (level1.id()) {
          case INFO, TRACKS -> header.writeBytes(element(level1.id(), level1.binary()));
          case CLUSTER -> seconds.add(frames(level1.children()));
          default -> {}
        }
      }
    }
    return new Feed(header.toByteArray(), seconds);
  }

  private static List<Frame> frames(EbmlCursor cluster) throws MalformedMediaException {
    var frames = new ArrayList<Frame>();
    while (cluster.next()) {
      if (cluster.id() == SIMPLE_BLOCK) {
        byte[] block = cluster.binary();
        int atMs = block[BLOCK_TIME] << Byte.SIZE | (block[BLOCK_TIME + 1] & 0xFF);
        frames.add(new Frame(atMs, element(SIMPLE_BLOCK, block)));
      }
    }
    return List.copyOf(frames);
  }

  private static byte[] element(int id, byte[] payload) {
    var writer = new EbmlWriter();
    writer.binary(id, payload);
    return writer.toByteArray();
  }
}
