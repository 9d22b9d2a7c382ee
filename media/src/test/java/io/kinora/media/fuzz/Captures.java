package io.kinora.media.fuzz;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.FragmentSplitter;
import io.kinora.media.matroska.SplitterLimits;
import io.kinora.media.matroska.Track;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What real producers sent: inputs to begin with.
final class Captures {
  /// A header and some frames.
  private static final int BYTES = 6000;

  private Captures() {}

  /// The first octets of each capture.
  static List<byte[]> documents() {
    var documents = new ArrayList<byte[]>();
    try (var files = Files.newDirectoryStream(Path.of("src/test/resources/captures"), "*.mkv")) {
      for (var file : files) {
        byte[] all = Files.readAllBytes(file);
        documents.add(Arrays.copyOf(all, Math.min(all.length, BYTES)));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return documents;
  }

  /// The tracks of all captures.
  static List<Track> tracks() {
    return documents().stream().flatMap(document -> tracks(document).stream()).toList();
  }

  private static List<Track> tracks(byte[] document) {
    var splitter = new FragmentSplitter(SplitterLimits.defaults());
    try {
      splitter.feed(ByteBuffer.wrap(document));
      while (splitter.next() != FragmentSplitter.Event.STREAM_HEADER) {
        // Nothing but octets comes before it.
      }
      return splitter.streamHeader().tracks();
    } catch (MalformedMediaException malformed) {
      throw new IllegalStateException(malformed);
    }
  }
}
