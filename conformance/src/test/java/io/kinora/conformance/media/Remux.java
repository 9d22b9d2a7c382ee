package io.kinora.conformance.media;

import io.kinora.conformance.wire.Matroska;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The video of a sample as another producer would send it: in other units of time, in other
/// Clusters, which are of unknown size.
public final class Remux {
  private static final int TRACKS = 0x1654AE6B;
  private static final int TRACK_ENTRY = 0xAE;
  private static final int CODEC_PRIVATE = 0x63A2;
  private static final int BLOCK = 0xA1;
  private static final int REFERENCE_BLOCK = 0xFB;
  private static final int KEY_FLAG = 0x80;
  private static final int BLOCK_HEAD_BYTES = 4;

  private final byte[] configuration;
  private final List<Frame> frames;

  /// @param timeMs when it is shown
  private record Frame(long timeMs, boolean key, byte[] payload) {}

  private Remux(byte[] configuration, List<Frame> frames) {
    this.configuration = configuration;
    this.frames = frames;
  }

  /// Takes a sample of FFmpeg's apart, whose clock is one of milliseconds and whose first track is
  /// the video.
  public static Remux of(Sample sample) {
    var elements = Element.topLevel(sample.read().bytes());
    var tracks = elements.stream().filter(each -> each.id() == TRACKS).findFirst().orElseThrow();
    var frames = new ArrayList<Frame>();
    for (var cluster : elements) {
      if (cluster.id() == Element.CLUSTER) {
        long clusterMs = cluster.children(Element.TIMESTAMP).getFirst().number();
        cluster.children().forEach(child -> addFrame(child, clusterMs, frames));
      }
    }
    var video = tracks.children(TRACK_ENTRY).getFirst();
    var configuration = body(video.children(CODEC_PRIVATE).getFirst());
    return new Remux(configuration, List.copyOf(frames));
  }

  private static void addFrame(Element child, long clusterMs, List<Frame> frames) {
    boolean grouped = child.id() == Element.BLOCK_GROUP;
    if (!grouped && child.id() != Element.SIMPLE_BLOCK) {
      return;
    }
    var block = ByteBuffer.wrap(body(grouped ? child.children(BLOCK).getFirst() : child));
    if (block.get(0) != (byte) 0x81) {
      return;
    }
    boolean key =
        grouped ? child.children(REFERENCE_BLOCK).isEmpty() : (block.get(3) & KEY_FLAG) != 0;
    var payload = Arrays.copyOfRange(block.array(), BLOCK_HEAD_BYTES, block.array().length);
    frames.add(new Frame(clusterMs + block.getShort(1), key, payload));
  }

  private static byte[] body(Element element) {
    return Arrays.copyOfRange(element.bytes(), element.body(), element.end());
  }

  /// A document of it.
  ///
  /// @param timestampScaleNs a divisor or a multiple of a millisecond that all times are made of
  /// @param clusterFrames begin with a key frame, and are a Cluster
  /// @param laterMs added to all times
  /// @param suffix behind the names in the header
  public byte[] document(long timestampScaleNs, int clusterFrames, long laterMs, String suffix) {
    var document = new ByteArrayOutputStream();
    document.writeBytes(Matroska.header(timestampScaleNs, configuration, suffix));
    long clusterTicks = 0;
    for (int i = 0; i < frames.size(); i++) {
      var frame = frames.get(i);
      long ticks = (frame.timeMs() + laterMs) * 1_000_000 / timestampScaleNs;
      if (i % clusterFrames == 0) {
        clusterTicks = ticks;
        document.writeBytes(Matroska.cluster(clusterTicks));
      }
      int relative = Math.toIntExact(ticks - clusterTicks);
      document.writeBytes(Matroska.block(relative, frame.key(), frame.payload()));
    }
    return document.toByteArray();
  }
}
