package io.kinora.media.mp4;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import org.mp4parser.Box;
import org.mp4parser.IsoFile;
import org.mp4parser.tools.Path;

/// A movie as isoparser reads it.
record Movie(IsoFile boxes) {
  static Movie read(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    try {
      var in = new ByteArrayInputStream(all.toByteArray());
      return new Movie(new IsoFile(Channels.newChannel(in)));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// The box at a path such as `moov[0]/trak[0]/tkhd[0]`.
  <B extends Box> B box(Class<B> type, String path) {
    return type.cast(Path.getPath(boxes, path));
  }

  boolean has(String path) {
    return Path.getPath(boxes, path) != null;
  }
}
