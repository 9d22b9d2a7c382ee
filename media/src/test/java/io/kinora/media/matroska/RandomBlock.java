package io.kinora.media.matroska;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Writes SimpleBlocks and BlockGroups of random tracks, laced or not.
final class RandomBlock {
  static final long DEFAULT_SCALE_NS = 1_000_000;

  private static final int XIPH = 0x02;
  private static final int FIXED = 0x04;
  private static final int EBML = 0x06;

  /// A frame that was written.
  record Frame(int track, int time, int duration, int flags, byte[] data) {}

  private record TrackFacts(long number, long defaultDurationNs) {}

  private final RandomGenerator random;
  private final long timestampScaleNs;
  private final List<TrackFacts> tracks = new ArrayList<>();

  RandomBlock(RandomGenerator random) {
    this.random = random;
    long[] scales = {DEFAULT_SCALE_NS, DEFAULT_SCALE_NS, 100, 40_000, 1_000_000_000};
    this.timestampScaleNs = scales[random.nextInt(scales.length)];
    long number = 0;
    for (int count = 1 + random.nextInt(3); count > 0; count--) {
      number += 1 + random.nextLong(1L << random.nextInt(1, 40));
      tracks.add(new TrackFacts(number, random.nextBoolean() ? 0 : 20_833_333));
    }
  }

  long timestampScaleNs() {
    return timestampScaleNs;
  }

  byte[] trackEntries() {
    var entries = new ByteArrayOutputStream();
    for (var track : tracks) {
      entries.writeBytes(
          Mkv.element(
              MatroskaId.TRACK_ENTRY,
              Mkv.text(MatroskaId.CODEC_ID, "V_TEST\0\0"),
              Mkv.element(MatroskaId.DEFAULT_DURATION, Mkv.uint(track.defaultDurationNs, 8)),
              Mkv.element(MatroskaId.TRACK_NUMBER, Mkv.uint(track.number, 8))));
    }
    return entries.toByteArray();
  }

  /// Writes a block and adds what is in it to the list.
  byte[] write(List<Frame> frames) {
    int index = random.nextInt(tracks.size() + 1);
    boolean known = index < tracks.size();
    long number = known ? tracks.get(index).number : tracks.getLast().number + 1;
    long frameNs = known ? tracks.get(index).defaultDurationNs : 0;
    int track = known ? index : FrameTable.UNKNOWN_TRACK;

    boolean simple = random.nextBoolean();
    boolean key = random.nextBoolean();
    boolean discardable = simple && random.nextBoolean();
    boolean invisible = random.nextInt(4) == 0;
    int time = random.nextInt(-32_768, 32_768);
    int lacing = random.nextInt(4) == 0 ? random.nextInt(1, 4) * 2 : 0;
    var laces = laces(lacing);
    int flags =
        (simple && key ? Mkv.KEY : 0)
            | (discardable ? Mkv.DISCARDABLE : 0)
            | (invisible ? Mkv.INVISIBLE : 0)
            | lacing;
    byte[] data = data(lacing, laces);
    byte[] payload = Mkv.blockPayload(number, time, flags, data);
    long groupDuration = random.nextBoolean() ? 0 : random.nextLong(1L << random.nextInt(1, 40));

    int rowFlags =
        (key ? FrameTable.KEY : 0)
            | (discardable ? FrameTable.DISCARDABLE : 0)
            | (invisible ? FrameTable.INVISIBLE : 0)
            | (lacing != 0 ? FrameTable.LACED : 0);
    int duration = simple ? 0 : (int) Math.min(groupDuration / laces.size(), 0xFFFF);
    for (int k = 0; k < laces.size(); k++) {
      int laceTime = (int) (time + k * frameNs / timestampScaleNs);
      frames.add(new Frame(track, laceTime, duration, rowFlags, laces.get(k)));
    }
    return simple ? element(MatroskaId.SIMPLE_BLOCK, payload) : group(payload, key, groupDuration);
  }

  private byte[] group(byte[] payload, boolean key, long duration) {
    var children = new ArrayList<byte[]>();
    children.add(element(MatroskaId.BLOCK, payload));
    if (duration > 0) {
      children.add(
          random.nextInt(children.size() + 1),
          element(MatroskaId.BLOCK_DURATION, Mkv.uint(duration, 8)));
    }
    if (!key) {
      children.add(
          random.nextInt(children.size() + 1),
          element(MatroskaId.REFERENCE_BLOCK, Mkv.uint(-40, 2)));
    }
    if (random.nextBoolean()) {
      children.add(random.nextInt(children.size() + 1), Mkv.voidElement(random.nextInt(10)));
    }
    return element(MatroskaId.BLOCK_GROUP, Mkv.concat(children));
  }

  private List<byte[]> laces(int lacing) {
    if (lacing == 0) {
      return List.of(octets(size()));
    }
    int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 256 : 6);
    int size = 1 + size();
    var laces = new ArrayList<byte[]>();
    for (int k = 0; k < count; k++) {
      laces.add(octets(lacing == FIXED ? size : 1 + size()));
    }
    return laces;
  }

  private byte[] octets(int size) {
    byte[] octets = new byte[size];
    random.nextBytes(octets);
    return octets;
  }

  private int size() {
    return random.nextInt(1 << random.nextInt(1, 11));
  }

  private byte[] data(int lacing, List<byte[]> laces) {
    return switch (lacing) {
      case XIPH -> Mkv.xiphLaces(laces);
      case EBML -> Mkv.ebmlLaces(laces, 1 + random.nextInt(8));
      case FIXED -> Mkv.fixedLaces(laces);
      default -> laces.getFirst();
    };
  }

  private byte[] element(int id, byte[] payload) {
    int narrowest = Mkv.narrowest(payload.length);
    return Mkv.element(id, narrowest + random.nextInt(9 - narrowest), payload);
  }
}
