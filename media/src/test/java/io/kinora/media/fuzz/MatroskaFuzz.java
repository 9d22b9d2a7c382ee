package io.kinora.media.fuzz;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.FragmentSplitter;
import io.kinora.media.matroska.FrameTable;
import io.kinora.media.matroska.SplitterLimits;
import io.kinora.testkit.Check;
import io.kinora.testkit.Effort;
import io.kinora.testkit.FaultyInput;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;

/// A Matroska document: fed whole and fed in slices it is the same events, or the same failure at
/// the same octet; a failure's position is one of the input; frames lie within their Cluster; the
/// parser allocates no more than its limits and a multiple of the input.
public final class MatroskaFuzz {
  private static final SplitterLimits LIMITS =
      new SplitterLimits(1 << 16, 1 << 12, 1 << 18, 1 << 12, 128, 256, 10, true);

  /// Octets allocated whatever the input is, and for each of its octets. A row of the frame table
  /// (16 octets) may stand for a laced frame of none, whose size takes one octet; arrays double.
  private static final long ALLOCATED = 1 << 20;

  private static final int ALLOCATED_FOR_ONE = 256;

  private MatroskaFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    var whole =
        Effort.within(
            ALLOCATED + (long) ALLOCATED_FOR_ONE * input.length,
            () -> split(List.of(ByteBuffer.wrap(input)), input.length));
    var random = new Random(Arrays.hashCode(input));
    var sliced = split(FaultyInput.randomCuts(input, random), input.length);
    if (!whole.equals(sliced)) {
      throw new AssertionError("whole:\n" + whole + "\nsliced:\n" + sliced);
    }
  }

  /// What the splitter tells of an input that comes in pieces.
  private static String split(List<ByteBuffer> pieces, int length) {
    var told = new StringBuilder();
    var splitter = new FragmentSplitter(LIMITS);
    var media = new CRC32C();
    try {
      for (var piece : pieces) {
        splitter.feed(piece);
        drain(splitter, media, told);
      }
      splitter.endOfInput();
      drain(splitter, media, told);
    } catch (MalformedMediaException malformed) {
      Check.that(malformed.position() >= 0 && malformed.position() <= length, "a position outside");
      told.append(malformed.fault()).append(malformed.getMessage());
    }
    return told.toString();
  }

  private static void drain(FragmentSplitter splitter, CRC32C media, StringBuilder told)
      throws MalformedMediaException {
    while (true) {
      var event = splitter.next();
      switch (event) {
        case NEED_MORE -> {
          return;
        }
        case END -> {
          told.append("end");
          return;
        }
        case MEDIA -> media.update(splitter.media());
        case STREAM_HEADER -> {
          var header = splitter.streamHeader();
          told.append("header ").append(header.timestampScaleNs());
          told.append(header.tracks().size()).append(' ');
          told.append(Arrays.hashCode(header.bytes())).append(' ');
          told.append(Arrays.hashCode(header.firstBytes())).append('\n');
        }
        case CLUSTER -> {
          media.reset();
          told.append("cluster ").append(Arrays.hashCode(splitter.leading())).append('\n');
        }
        case TIMESTAMP -> told.append("at ").append(splitter.clusterTimestamp()).append('\n');
        case COMPLETE -> complete(splitter, media, told);
      }
    }
  }

  private static void complete(FragmentSplitter splitter, CRC32C media, StringBuilder told) {
    var frames = splitter.frames();
    for (int row = 0; row < frames.count(); row++) {
      long end = (long) frames.offset(row) + frames.size(row);
      Check.that(frames.offset(row) >= 0 && frames.size(row) >= 0, "a frame before its Cluster");
      Check.that(end <= splitter.clusterBytes(), "a frame behind its Cluster");
      Check.that(frames.time(row) >= frames.minTime(), "a frame before the first one");
      Check.that(frames.time(row) <= frames.maxTime(), "a frame behind the last one");
    }
    Check.that(
        splitter.clusterBytes() <= splitter.mediaBytes(), "a Cluster longer than its fragment");
    var encoded = frames.encode();
    Check.that(
        FrameTable.decode(encoded).encode().equals(encoded), "another table after a round trip");
    told.append("complete ").append(splitter.mediaBytes()).append(' ').append(media.getValue());
    told.append(' ').append(splitter.clusterBytes()).append(' ').append(encoded.hashCode());
    told.append('\n');
  }
}
