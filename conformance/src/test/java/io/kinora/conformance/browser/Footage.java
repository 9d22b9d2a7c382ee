package io.kinora.conformance.browser;

import io.kinora.conformance.media.Bytes;
import io.kinora.conformance.media.Element;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.wire.Matroska;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A sample, frame by frame, in the order of its document.
///
/// @param header what stands before the first Cluster
/// @param lengthMs until it can begin again: samples are whole seconds long
record Footage(byte[] header, List<Frame> frames, long lengthMs) {
  private static final int BLOCK = 0xA1;

  private static final long SECOND_MS = 1000;

  /// A frame.
  ///
  /// @param sentMs when a camera has it, after the begin of the sample: not before the frames that
  ///     stand before it
  /// @param clusterMs time of its Cluster, after the begin of the sample
  /// @param first whether its Cluster begins with it
  record Frame(long sentMs, long clusterMs, boolean first, byte[] block) {
    /// What a producer sends of it.
    ///
    /// @param startMs when the sample begins, epoch milliseconds
    byte[] bytes(long startMs) {
      return first ? Matroska.concat(Matroska.cluster(startMs + clusterMs), block) : block;
    }
  }

  static Footage of(Sample sample) {
    var chunks = sample.read().chunks();
    var frames = new ArrayList<Frame>();
    long latestMs = 0;
    for (var chunk : chunks) {
      var cluster = cluster(chunk);
      long clusterMs = cluster.children(Element.TIMESTAMP).getFirst().number();
      boolean first = true;
      for (var child : cluster.children()) {
        if (child.id() == Element.SIMPLE_BLOCK || child.id() == Element.BLOCK_GROUP) {
          latestMs = Math.max(latestMs, clusterMs + relativeMs(child));
          frames.add(new Frame(latestMs, clusterMs, first, child.whole()));
          first = false;
        }
      }
    }
    var begin = chunks.getFirst();
    return new Footage(
        Arrays.copyOf(begin.array(), cluster(begin).start()),
        List.copyOf(frames),
        Math.ceilDiv(latestMs, SECOND_MS) * SECOND_MS);
  }

  private static Element cluster(Bytes chunk) {
    return Element.topLevel(chunk.array()).stream()
        .filter(each -> each.id() == Element.CLUSTER)
        .findFirst()
        .orElseThrow();
  }

  /// The time in a Block, whose track has a number of one octet.
  private static long relativeMs(Element block) {
    var simple = block.id() == Element.SIMPLE_BLOCK ? block : block.children(BLOCK).getFirst();
    return ByteBuffer.wrap(block.bytes()).getShort(simple.body() + 1);
  }
}
