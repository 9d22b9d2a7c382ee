package io.kinora.server.image;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.FragmentSplitter;
import io.kinora.media.matroska.FragmentSplitter.Event;
import io.kinora.media.matroska.SplitterLimits;
import io.kinora.media.matroska.StreamHeader;
import java.nio.ByteBuffer;

final class StoredHeaders {
  private StoredHeaders() {}

  static StreamHeader parse(byte[] header) throws MalformedMediaException {
    var splitter = new FragmentSplitter(SplitterLimits.defaults());
    var all = ByteBuffer.allocate(header.length + 5).put(header);
    all.put(new byte[] {0x1F, 0x43, (byte) 0xB6, 0x75, (byte) 0xFF});
    splitter.feed(all.flip());
    for (var event = splitter.next(); event != Event.NEED_MORE; event = splitter.next()) {
      if (event == Event.STREAM_HEADER) {
        return splitter.streamHeader();
      }
    }
    throw new MalformedMediaException("stream header without Tracks", 0);
  }
}
