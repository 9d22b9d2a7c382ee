package io.kinora.server.playback;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.codec.AnnexB;
import io.kinora.media.codec.ParameterSets;
import io.kinora.media.matroska.FragmentSplitter;
import io.kinora.media.matroska.FragmentSplitter.Event;
import io.kinora.media.matroska.SplitterLimits;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.media.matroska.Track;
import io.kinora.server.config.Leniency;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Reads the stream headers that fragments were stored with, and remembers those that it read
/// lately: most fragments of a stream have the same one. Safe for all threads.
///
/// A configuration in the form of Annex B is turned into the `avcC` or `hvcC` that players need,
/// unless it is refused.
public final class StreamHeaders {
  /// Headers that are remembered.
  static final int REMEMBERED_MAX = 1024;

  /// Octets of a header beyond which it is read anew each time.
  public static final int REMEMBERED_BYTES_MAX = 4 * 1024;

  /// Octets of the heap that all of them may take: as they are stored, and twice as they are read.
  public static final long REMEMBERED_SUM_BYTES = 3L * REMEMBERED_MAX * REMEMBERED_BYTES_MAX;

  /// The start of a Cluster, which is what ends a stream header.
  private static final byte[] CLUSTER = HexFormat.of().parseHex("1F43B675FF");

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<ByteBuffer, StreamHeader> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, StreamHeader> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };

  private final Leniency annexB;

  /// @param annexB what happens to configurations in the form of Annex B
  public StreamHeaders(Leniency annexB) {
    this.annexB = annexB;
  }

  /// Reads the header that was stored with a fragment.
  ///
  /// @param stored its octets, not to be changed any more
  public StreamHeader read(byte[] stored) {
    if (stored.length > REMEMBERED_BYTES_MAX) {
      return parse(stored);
    }
    var key = ByteBuffer.wrap(stored);
    lock.lock();
    try {
      return remembered.computeIfAbsent(key, _ -> parse(stored));
    } finally {
      lock.unlock();
    }
  }

  /// What was ingested was read before, so that it can be read again.
  private StreamHeader parse(byte[] stored) {
    var splitter = new FragmentSplitter(SplitterLimits.defaults());
    splitter.feed(
        ByteBuffer.allocate(stored.length + CLUSTER.length).put(stored).put(CLUSTER).flip());
    try {
      for (var event = splitter.next(); event != Event.NEED_MORE; event = splitter.next()) {
        if (event == Event.STREAM_HEADER) {
          return annexB == Leniency.ACCEPT
              ? playable(splitter.streamHeader())
              : splitter.streamHeader();
        }
      }
    } catch (MalformedMediaException malformed) {
      throw new IllegalStateException("stored stream header cannot be read", malformed);
    }
    throw new IllegalStateException("stored stream header without Tracks");
  }

  private static StreamHeader playable(StreamHeader header) {
    return new StreamHeader(
        header.firstBytes(),
        header.bytes(),
        header.timestampScaleNs(),
        header.tracks().stream().map(StreamHeaders::playable).toList());
  }

  private static Track playable(Track track) {
    byte[] configuration = track.codecPrivate();
    if (!AnnexB.isStartCode(configuration)) {
      return track;
    }
    return ParameterSets.configuration(track, AnnexB.split(configuration))
        .map(track::withCodecPrivate)
        .orElse(track);
  }
}
