package io.kinora.media.matroska;

import io.kinora.media.ebml.ElementId;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/// Valid input with everything a producer may send, in random shapes, and what a splitter has to
/// make of it, known from the making.
final class RandomDocument {
  /// A stream header that was written.
  record Header(byte[] firstBytes, byte[] bytes, long timestampScaleNs) {}

  /// A fragment that was written.
  record Fragment(
      Header header,
      boolean firstOfHeader,
      byte[] leading,
      byte[] media,
      int clusterBytes,
      long timestamp,
      List<RandomBlock.Frame> frames) {}

  /// What becomes of an element before the first Cluster.
  private enum Fate {
    EVERY_FRAGMENT,
    FIRST_FRAGMENT,
    DROPPED
  }

  private final RandomGenerator random;
  private final ByteArrayOutputStream input = new ByteArrayOutputStream();
  private final ByteArrayOutputStream leading = new ByteArrayOutputStream();
  private final List<Fragment> fragments = new ArrayList<>();
  private long droppedTags;

  private RandomDocument(RandomGenerator random) {
    this.random = random;
  }

  static RandomDocument make(RandomGenerator random) {
    var document = new RandomDocument(random);
    for (int epochs = 1 + random.nextInt(3); epochs > 0; epochs--) {
      document.epoch();
    }
    return document;
  }

  byte[] input() {
    return input.toByteArray();
  }

  List<Fragment> fragments() {
    return fragments;
  }

  long droppedTags() {
    return droppedTags;
  }

  private void epoch() {
    var first = new ByteArrayOutputStream();
    var every = new ByteArrayOutputStream();
    byte[] ebmlHeader = Mkv.concat(ebmlHeader(), random.nextBoolean() ? padding() : new byte[0]);
    input.writeBytes(ebmlHeader);
    for (var header : List.of(first, every)) {
      header.writeBytes(ebmlHeader);
      header.writeBytes(WorkedDocument.SEGMENT_OF_UNKNOWN_SIZE);
    }
    var body = new ByteArrayOutputStream();
    var blocks = new RandomBlock(random);
    for (byte[] element : headerElements(blocks)) {
      body.writeBytes(element);
      var fate = fates.remove(0);
      if (fate != Fate.DROPPED) {
        first.writeBytes(element);
      }
      if (fate == Fate.EVERY_FRAGMENT) {
        every.writeBytes(element);
      }
    }
    var header = new Header(first.toByteArray(), every.toByteArray(), blocks.timestampScaleNs());
    boolean isFirst = true;
    for (int clusters = random.nextInt(5); clusters > 0; clusters--) {
      fragment(header, isFirst, body, blocks);
      isFirst = false;
    }
    boolean sizeKnown = random.nextInt(4) == 0;
    input.writeBytes(
        sizeKnown
            ? Mkv.concat(Mkv.id(MatroskaId.SEGMENT), Mkv.vint(body.size(), width(body.size())))
            : Mkv.unknown(MatroskaId.SEGMENT, 1 + random.nextInt(8)));
    input.writeBytes(body.toByteArray());
  }

  private final List<Fate> fates = new ArrayList<>();

  /// The elements before the first Cluster in any order, and in [#fates] what becomes of each.
  private List<byte[]> headerElements(RandomBlock blocks) {
    var elements = new ArrayList<byte[]>();
    fates.clear();
    elements.add(element(MatroskaId.TRACKS, blocks.trackEntries()));
    if (blocks.timestampScaleNs() != RandomBlock.DEFAULT_SCALE_NS || random.nextBoolean()) {
      elements.add(info(blocks.timestampScaleNs()));
    }
    for (int more = random.nextInt(6); more > 0; more--) {
      elements.add(random.nextBoolean() ? padding() : levelOne());
    }
    elements.forEach(element -> fates.add(Fate.EVERY_FRAGMENT));
    for (int tags = random.nextInt(4); tags > 0; tags--) {
      switch (random.nextInt(5)) {
        case 0 -> {
          elements.add(reservedTags());
          fates.add(Fate.DROPPED);
        }
        case 1 -> {
          elements.add(tags(endOfFragment()));
          fates.add(Fate.DROPPED);
        }
        case 2 -> {
          elements.add(tags(element(MatroskaId.TARGETS, new byte[0]), userTag(), userTag()));
          fates.add(Fate.EVERY_FRAGMENT);
        }
        default -> {
          elements.add(userTags());
          fates.add(Fate.FIRST_FRAGMENT);
        }
      }
    }
    long order = random.nextLong();
    Collections.shuffle(elements, new Random(order));
    Collections.shuffle(fates, new Random(order));
    return elements;
  }

  private void fragment(
      Header header, boolean isFirst, ByteArrayOutputStream body, RandomBlock blocks) {
    byte[] itsLeading = leading.toByteArray();
    leading.reset();
    long timestamp = random.nextInt(10) == 0 ? -1 : random.nextLong(1L << (1 + random.nextInt(62)));
    var frames = new ArrayList<RandomBlock.Frame>();
    byte[] children = children(timestamp, blocks, frames);
    boolean sizeKnown = random.nextBoolean();
    byte[] cluster =
        sizeKnown
            ? element(MatroskaId.CLUSTER, children)
            : Mkv.concat(Mkv.unknown(MatroskaId.CLUSTER, 1 + random.nextInt(8)), children);
    var media = new ByteArrayOutputStream();
    media.writeBytes(cluster);
    body.writeBytes(cluster);
    boolean clusterEnded = sizeKnown;
    boolean complete = false;
    for (int more = random.nextInt(5); more > 0; more--) {
      byte[] element = trailing();
      var into = complete ? leading : media;
      switch (random.nextInt(8)) {
        case 0 -> {
          element = tags(endOfFragment());
          complete = true;
        }
        case 1 -> {
          element = tags(userTag(), endOfFragment());
          into.writeBytes(element);
          complete = true;
        }
        case 2 -> element = reservedTags();
        case 3 -> {
          element = clusterEnded ? padding() : element;
          into.writeBytes(element);
        }
        default -> into.writeBytes(element);
      }
      clusterEnded = true;
      body.writeBytes(element);
    }
    fragments.add(
        new Fragment(
            header,
            isFirst,
            itsLeading,
            media.toByteArray(),
            cluster.length,
            timestamp,
            List.copyOf(frames)));
  }

  private byte[] children(long timestamp, RandomBlock blocks, List<RandomBlock.Frame> frames) {
    var children = new ByteArrayOutputStream();
    if (random.nextInt(4) == 0) {
      children.writeBytes(element(ElementId.CRC_32, octets(4)));
    }
    if (timestamp >= 0) {
      int width = 8 - Long.numberOfLeadingZeros(timestamp) / 8;
      children.writeBytes(
          element(MatroskaId.TIMESTAMP, Mkv.uint(timestamp, width + random.nextInt(9 - width))));
    }
    for (int more = random.nextInt(12); more > 0; more--) {
      switch (random.nextInt(10)) {
        case 0 -> children.writeBytes(padding());
        case 1 -> children.writeBytes(element(Mkv.POSITION, octets(3)));
        case 2 -> children.writeBytes(element(Mkv.PREV_SIZE, octets(2)));
        case 3 -> children.writeBytes(element(Mkv.SILENT_TRACKS, octets(5)));
        case 4 -> children.writeBytes(element(0x2ABCDE, octets(random.nextInt(300))));
        default -> {
          if (timestamp >= 0) {
            children.writeBytes(blocks.write(frames));
          }
        }
      }
    }
    return children.toByteArray();
  }

  private byte[] ebmlHeader() {
    String docType = random.nextBoolean() ? "matroska" : "webm";
    return element(
        ElementId.EBML,
        element(ElementId.EBML_MAX_ID_LENGTH, Mkv.uint(4, 1 + random.nextInt(8))),
        element(ElementId.EBML_MAX_SIZE_LENGTH, Mkv.uint(8, 1 + random.nextInt(8))),
        element(ElementId.DOC_TYPE, Mkv.utf8(docType + "\0".repeat(random.nextInt(3)))),
        random.nextBoolean() ? padding() : new byte[0]);
  }

  private byte[] info(long timestampScaleNs) {
    return element(
        MatroskaId.INFO,
        random.nextBoolean() ? element(ElementId.CRC_32, octets(4)) : new byte[0],
        element(0x7BA9, Mkv.utf8("a title")),
        element(MatroskaId.TIMESTAMP_SCALE, Mkv.uint(timestampScaleNs, 8)));
  }

  /// An element that may follow any Cluster and is kept: of an id of four octets, so that it is no
  /// child even of a Cluster of unknown size.
  private byte[] trailing() {
    return random.nextBoolean() ? userTags() : levelOne();
  }

  private byte[] levelOne() {
    int[] ids = {
      MatroskaId.SEEK_HEAD,
      MatroskaId.CUES,
      MatroskaId.CHAPTERS,
      MatroskaId.ATTACHMENTS,
      Mkv.UNKNOWN_LEVEL_1
    };
    return element(ids[random.nextInt(ids.length)], octets(random.nextInt(40)));
  }

  private byte[] padding() {
    return random.nextBoolean()
        ? element(ElementId.VOID, octets(random.nextInt(40)))
        : element(ElementId.CRC_32, octets(4));
  }

  private byte[] userTags() {
    return random.nextInt(5) == 0 ? element(MatroskaId.TAGS) : tags(userTag(), userTag());
  }

  private byte[] reservedTags() {
    droppedTags++;
    return tags(userTag(), simpleTag("AWS_KINESISVIDEO_FRAGMENT_NUMBER", "1"));
  }

  private byte[] tags(byte[]... children) {
    return element(
        MatroskaId.TAGS,
        random.nextBoolean() ? element(ElementId.CRC_32, octets(4)) : new byte[0],
        element(MatroskaId.TAG, children));
  }

  private byte[] userTag() {
    return switch (random.nextInt(4)) {
      case 0 -> simpleTag("AWS_KINESISVIDEO_NOTIFICATION", "");
      case 1 -> element(MatroskaId.SIMPLE_TAG, simpleTag("nested", "value"));
      default -> simpleTag("name", "value of some length\0\0");
    };
  }

  private byte[] endOfFragment() {
    return simpleTag("AWS_KINESISVIDEO_END_OF_FRAGMENT", "");
  }

  private byte[] simpleTag(String name, String value) {
    return element(
        MatroskaId.SIMPLE_TAG,
        element(MatroskaId.TAG_NAME, Mkv.utf8(name)),
        element(MatroskaId.TAG_STRING, Mkv.utf8(value)));
  }

  private byte[] element(int id, byte[]... children) {
    byte[] payload = Mkv.concat(children);
    return Mkv.element(id, width(payload.length), payload);
  }

  private int width(long size) {
    int narrowest = Mkv.narrowest(size);
    return narrowest + random.nextInt(9 - narrowest);
  }

  private byte[] octets(int count) {
    byte[] octets = new byte[count];
    random.nextBytes(octets);
    return octets;
  }
}
