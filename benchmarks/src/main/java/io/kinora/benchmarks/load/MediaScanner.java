package io.kinora.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.kinora.media.ebml.ElementId;
import io.kinora.media.ebml.Vint;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/// Walks what GetMedia sends, as it arrives, and holds it to its rules: for each fragment a header,
/// its number in Tags, a Cluster, and closing Tags; numbers that rise; blocks with the checksum of
/// what was sent, where that is known.
final class MediaScanner {
  /// Told about what was read.
  interface Observer {
    /// A whole frame has arrived.
    ///
    /// @param payload its first octets, as many as hold a stamp
    void frame(ByteBuffer payload);

    /// A whole fragment has arrived.
    void fragment();
  }

  private static final int SEGMENT = 0x18538067;
  private static final int CLUSTER = 0x1F43B675;
  private static final int TAGS = 0x1254C367;
  private static final int SIMPLE_BLOCK = 0xA3;
  private static final int BLOCK_HEAD = 4;
  private static final int TAGS_MAX = 64 << 10;
  private static final int HEAD_MAX = ElementId.MAX_WIDTH + Vint.MAX_WIDTH;
  private static final Pattern NUMBER =
      Pattern.compile("AWS_KINESISVIDEO_FRAGMENT_NUMBER[^0-9]*([0-9]{47})");
  private static final String CLOSING = "AWS_KINESISVIDEO_MILLIS_BEHIND_NOW";

  /// Whether producers are cut off: a fragment may then end without its closing Tags.
  enum Producers {
    STAY,
    ARE_CUT_OFF
  }

  private final OptionalInt blocksChecksum;
  private final Producers producers;
  private final Observer observer;
  private final CRC32C checksum = new CRC32C();
  private final ByteBuffer head = ByteBuffer.allocate(HEAD_MAX);
  private final ByteBuffer kept = ByteBuffer.allocate(TAGS_MAX);

  private int id;
  private long left;
  private boolean inChunk;
  private String lastNumber = "";

  /// @param blocksChecksum of the blocks of each Cluster, if it is known
  MediaScanner(OptionalInt blocksChecksum, Observer observer) {
    this(blocksChecksum, observer, Producers.STAY);
  }

  MediaScanner(OptionalInt blocksChecksum, Observer observer, Producers producers) {
    this.blocksChecksum = blocksChecksum;
    this.producers = producers;
    this.observer = observer;
  }

  void feed(ByteBuffer in) {
    while (in.hasRemaining()) {
      if (left > 0) {
        payload(in);
      } else {
        head.put(in.get());
        if (headComplete()) {
          element();
        }
      }
    }
  }

  /// Whether the octets so far end with a whole fragment.
  boolean betweenFragments() {
    return !inChunk && head.position() == 0 && left == 0;
  }

  private boolean headComplete() {
    int idWidth = Vint.width(head.get(0));
    if (idWidth > ElementId.MAX_WIDTH) {
      throw new LoadException("not an element id");
    }
    if (head.position() <= idWidth) {
      return false;
    }
    int sizeWidth = Vint.width(head.get(idWidth));
    if (head.position() < idWidth + sizeWidth) {
      return false;
    }
    id = 0;
    for (int i = 0; i < idWidth; i++) {
      id = (id << Byte.SIZE) | (head.get(i) & 0xFF);
    }
    long word = 0;
    for (int i = 0; i < sizeWidth; i++) {
      word |= (head.get(idWidth + i) & 0xFFL) << (Long.SIZE - Byte.SIZE * (i + 1));
    }
    left = Vint.size(word, sizeWidth);
    return true;
  }

  /// An element begins; Segment and Cluster are entered, all others are passed.
  private void element() {
    switch (id) {
      case ElementId.EBML -> {
        if (inChunk && producers == Producers.STAY) {
          throw new LoadException("a fragment without its closing Tags");
        }
        inChunk = true;
      }
      case SEGMENT, CLUSTER -> left = 0;
      case SIMPLE_BLOCK -> checksum.update(head.array(), 0, head.position());
      default -> {}
    }
    if (left < 0 || (id == TAGS && left > TAGS_MAX)) {
      throw new LoadException("element %X of size %d".formatted(id, left));
    }
    kept.clear();
    head.clear();
  }

  private void payload(ByteBuffer in) {
    int count = (int) Math.min(left, in.remaining());
    var piece = in.slice(in.position(), count);
    in.position(in.position() + count);
    left -= count;
    if (id == TAGS) {
      kept.put(piece);
    } else if (id == SIMPLE_BLOCK) {
      checksum.update(piece.duplicate());
      int wanted = BLOCK_HEAD + FragmentTemplate.stampEnd() - kept.position();
      kept.put(piece.limit(Math.max(0, Math.min(count, wanted))));
    }
    if (left == 0) {
      whole();
    }
  }

  private void whole() {
    kept.flip();
    if (id == SIMPLE_BLOCK) {
      observer.frame(kept.position(BLOCK_HEAD).slice());
    } else if (id == TAGS) {
      tags(new String(kept.array(), 0, kept.limit(), ISO_8859_1));
    }
  }

  private void tags(String text) {
    var number = NUMBER.matcher(text);
    if (number.find()) {
      if (number.group(1).compareTo(lastNumber) <= 0) {
        throw new LoadException("fragment " + number.group(1) + " after " + lastNumber);
      }
      lastNumber = number.group(1);
      checksum.reset();
    } else if (text.contains(CLOSING)) {
      if (blocksChecksum.isPresent() && blocksChecksum.getAsInt() != (int) checksum.getValue()) {
        throw new LoadException("fragment " + lastNumber + " is not what was sent");
      }
      inChunk = false;
      observer.fragment();
    }
  }
}
