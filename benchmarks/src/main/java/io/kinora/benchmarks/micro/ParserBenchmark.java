package io.kinora.benchmarks.micro;

import io.kinora.benchmarks.stream.SyntheticStream;
import io.kinora.benchmarks.stream.SyntheticStream.Shape;
import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.FragmentSplitter;
import io.kinora.media.matroska.FragmentSplitter.Event;
import io.kinora.media.matroska.SplitterLimits;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// The splitter on a session of [#FRAGMENTS] fragments, beside a copy of the same pieces, which is
/// what ingest does with them anyway.
@State(Scope.Thread)
public class ParserBenchmark {
  private static final int FRAGMENTS = 16;

  /// Producer and bit rate.
  @Param({"kvssink-2Mbps", "kvssink-8Mbps", "ffmpeg-2Mbps"})
  public String media = "";

  /// Octets of what a socket gives at once.
  @Param({"4096", "65536"})
  public int pieceBytes;

  private ByteBuffer document = ByteBuffer.allocate(0);
  private ByteBuffer target = ByteBuffer.allocate(0);

  @Setup
  public void setUp() {
    byte[] octets = stream(media).document(FRAGMENTS);
    document = ByteBuffer.allocateDirect(octets.length).put(octets).flip();
    target = ByteBuffer.allocateDirect(pieceBytes);
  }

  /// Octets that one operation works on.
  public static int documentBytes(String media) {
    return stream(media).document(FRAGMENTS).length;
  }

  private static SyntheticStream stream(String media) {
    return switch (media) {
      case "kvssink-2Mbps" -> new SyntheticStream(Shape.KVSSINK, 500_000, 50);
      case "kvssink-8Mbps" -> new SyntheticStream(Shape.KVSSINK, 2_000_000, 50);
      case "ffmpeg-2Mbps" -> new SyntheticStream(Shape.FFMPEG, 500_000, 50);
      default -> throw new IllegalArgumentException(media);
    };
  }

  /// Fragments, frame tables and slices; nothing is copied.
  @Benchmark
  public int split() throws MalformedMediaException {
    var splitter = new FragmentSplitter(SplitterLimits.defaults());
    int frames = 0;
    for (int at = 0; at < document.limit(); at += pieceBytes) {
      splitter.feed(document.slice(at, Math.min(pieceBytes, document.limit() - at)));
      for (var event = splitter.next(); event != Event.NEED_MORE; event = splitter.next()) {
        if (event == Event.COMPLETE) {
          frames += splitter.frames().count();
        }
      }
    }
    return frames;
  }

  /// The physical limit: each piece copied once.
  @Benchmark
  public ByteBuffer copy() {
    for (int at = 0; at < document.limit(); at += pieceBytes) {
      target.put(0, document, at, Math.min(pieceBytes, document.limit() - at));
    }
    return target;
  }
}
