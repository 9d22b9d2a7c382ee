package io.kinora.store.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.store.Continuity;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.Fragments;
import io.kinora.store.HeaderBlob;
import io.kinora.store.NewFragment;
import io.kinora.store.Presentation;
import io.kinora.store.StreamRecord;
import io.kinora.testkit.FakeClock;
import io.kinora.testkit.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/// Holds the numbers of the format page to the octets on the disk.
final class SegmentFormatTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final String SEGMENT = "0000000000000001-06.klog";

  private static final Continuity CONTINUITY =
      new Continuity(9, 16_000, 1, 3, 2, 4, 5000, 6000, 1L << 33);

  private static NewFragment fragment() {
    return new NewFragment(
        7,
        new FragmentNumber(1001, LogRig.T0, 0x0ABCDEF),
        -5,
        1900,
        2000,
        new Presentation(-2, -7, 1960, 1984, true),
        true,
        new HeaderBlob(text("header")),
        text("lead"),
        ByteBuffer.wrap(text("table")),
        List.of(ByteBuffer.wrap(text("clus")), ByteBuffer.wrap(text("ter+tail"))),
        7);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] segment() throws IOException {
    var rig = new LogRig(new FaultyDirectory());
    rig.append(List.of(new MediaLog.Entry(fragment(), LogRig.DAY, CONTINUITY)));
    return rig.directory.octets(SEGMENT);
  }

  private static ByteBuffer littleEndian(byte[] octets) {
    return ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int checksum(byte[] octets, int from, int count) {
    var crc = new CRC32C();
    crc.update(octets, from, count);
    return (int) crc.getValue();
  }

  @Test
  void theFileHeaderIsAsThePageSays() throws IOException {
    var octets = segment();
    var file = littleEndian(octets);

    assertThat(new String(octets, 0, 8, StandardCharsets.US_ASCII)).isEqualTo("KINORLOG");
    assertThat(file.getInt(12)).isEqualTo(1);
    assertThat(HexFormat.of().formatHex(octets, 16, 32))
        .isEqualTo("00112233445566778899aabbccddeeff");
    assertThat(file.getLong(32)).isEqualTo(1);
    assertThat(file.getLong(40)).isEqualTo(LogRig.T0);
    assertThat(file.getInt(48)).isEqualTo(6);
    int stored = file.getInt(8);
    file.putInt(8, 0);
    assertThat(stored).isEqualTo(checksum(octets, 0, 256));
  }

  @Test
  void theRecordsAreAsThePageSays() throws IOException {
    var octets = segment();
    var file = littleEndian(octets);
    assertThat(octets).hasSize(4096);

    assertThat(new String(octets, 256, 4, StandardCharsets.US_ASCII)).isEqualTo("KREC");
    assertThat(octets[260]).as("type of a stream header").isEqualTo((byte) 1);
    assertThat(octets[261]).as("flags").isZero();
    assertThat(new String(octets, 512, 6, StandardCharsets.US_ASCII)).isEqualTo("header");

    int at = 768;
    assertThat(new String(octets, at, 4, StandardCharsets.US_ASCII)).isEqualTo("KREC");
    assertThat(octets[at + 4]).as("type of a fragment").isEqualTo((byte) 2);
    assertThat(octets[at + 5]).as("flags: last of its batch, independent").isEqualTo((byte) 3);
    assertThat(file.getInt(at + 12)).isEqualTo(checksum(octets, at + 256, 21));
    assertThat(file.getLong(at + 16)).as("offset of the batch").isZero();
    assertThat(file.getInt(at + 24)).as("payload").isEqualTo(21);
    assertThat(file.getInt(at + 28)).as("frame table").isEqualTo(5);
    assertThat(file.getInt(at + 32)).as("leading").isEqualTo(4);
    assertThat(file.getInt(at + 36)).as("cluster").isEqualTo(7);
    assertThat(file.getLong(at + 40)).as("stream").isEqualTo(7);
    assertThat(file.getLong(at + 48)).as("sequence").isEqualTo(1001);
    assertThat(file.getLong(at + 56)).as("server time").isEqualTo(LogRig.T0);
    assertThat(file.getInt(at + 64)).as("random").isEqualTo(0x0ABCDEF);
    assertThat(file.getInt(at + 68)).as("octets of the stream header").isEqualTo(6);
    assertThat(file.getLong(at + 72)).as("producer time").isEqualTo(-5);
    assertThat(file.getLong(at + 80)).as("length").isEqualTo(1900);
    assertThat(file.getLong(at + 88)).as("duration").isEqualTo(2000);
    assertThat(file.getLong(at + 96)).as("stream header's record").isEqualTo(256);
    assertThat(file.getLong(at + 104)).as("configuration").isEqualTo(-2);
    assertThat(file.getInt(at + 112)).as("video").isEqualTo(1960);
    assertThat(file.getInt(at + 116)).as("audio").isEqualTo(1984);
    assertThat(file.getLong(at + 120)).as("ordinal").isEqualTo(9);
    assertThat(file.getLong(at + 128)).as("elapsed").isEqualTo(16_000);
    assertThat(file.getLong(at + 136)).as("ordinal of the configuration").isEqualTo(3);
    assertThat(file.getInt(at + 160)).as("configurations").isEqualTo(1);
    assertThat(file.getInt(at + 164)).as("producer breaks").isEqualTo(2);
    assertThat(file.getInt(at + 168)).as("server breaks").isEqualTo(4);
    assertThat(file.getLong(at + 176)).as("octets before").isEqualTo(1L << 33);
    assertThat(file.getLong(at + 184)).as("pauses").isEqualTo(5000);
    assertThat(file.getLong(at + 192)).as("played before the last pause").isEqualTo(6000);
    assertThat(new String(octets, at + 256, 21, StandardCharsets.US_ASCII))
        .isEqualTo("tableleadcluster+tail");

    int stored = file.getInt(at + 8);
    file.putInt(at + 8, 0);
    var crc = new CRC32C();
    crc.update(octets, 16, 24);
    crc.update(octets, at, 256);
    assertThat(stored)
        .as("checksum of store id, segment number and header")
        .isEqualTo((int) crc.getValue());
  }

  @Test
  void anErasedRecordAndTheBarrierAreAsThePageSays() throws IOException {
    var rig = new LogRig(new FaultyDirectory());
    rig.append(List.of(new MediaLog.Entry(fragment(), LogRig.DAY, CONTINUITY)));
    rig.record(rig.log().seal(_ -> true));
    var before = rig.directory.octets(SEGMENT);

    rig.log().erase(1, _ -> true);

    var octets = rig.directory.octets(SEGMENT);
    var file = littleEndian(octets);
    int at = 768;
    assertThat(octets[at + 4]).as("type of an erased record").isEqualTo((byte) 3);
    assertThat(file.getInt(at + 12)).as("checksum of its payload").isZero();
    assertThat(Arrays.copyOfRange(octets, at + 16, at + 256))
        .isEqualTo(Arrays.copyOfRange(before, at + 16, at + 256));

    assertThat(octets).hasSize(8192);
    assertThat(new String(octets, 4096, 4, StandardCharsets.US_ASCII)).isEqualTo("KREC");
    assertThat(octets[4100]).as("type of a barrier").isEqualTo((byte) 4);
    assertThat(octets[4101]).as("flags: last of its batch").isEqualTo((byte) 1);
    assertThat(file.getLong(4112)).as("offset of the batch").isEqualTo(4096);
    assertThat(Arrays.copyOfRange(octets, 4120, 8192)).containsOnly(0);
  }

  @Test
  void aMediaSegmentOfVersion1IsReadForEver() throws IOException {
    var file = GOLDEN.resolve("segment-v1.hex");
    Golden.check(file, hex(segment()));

    var files = new TreeMap<String, byte[]>();
    files.put(SEGMENT, unhex(Files.readString(file)));
    var rig = new LogRig(FaultyDirectory.of(files));

    assertThat(rig.rows).hasSize(1);
    try (var stored = rig.log().open(rig.rows.getFirst()).orElseThrow()) {
      assertThat(stored.metadata().number()).isEqualTo(fragment().number());
      assertThat(stored.metadata().presentation()).isEqualTo(fragment().presentation());
      assertThat(stored.metadata().continuity()).isEqualTo(CONTINUITY);
      assertThat(stored.metadata().sizeBytes()).isEqualTo(6 + 4 + 12);
      assertThat(stored.header()).isEqualTo(text("header"));
      assertThat(stored.leading()).isEqualTo(text("lead"));
      assertThat(stored.frameTable()).isEqualTo(ByteBuffer.wrap(text("table")));
      assertThat(stored.intact()).isTrue();
      var media = ByteBuffer.allocate(12);
      stored.read(0, media);
      assertThat(media.array()).isEqualTo(Fragments.media(fragment()));
    }
  }

  @Test
  void aCatalogOfVersion1IsReadForEver() throws IOException {
    var file = GOLDEN.resolve("catalog-v1.hex");
    var changes =
        List.<CatalogChange>of(
            new CatalogChange.StreamSaved(
                new StreamRecord(
                    3,
                    "cam",
                    LogRig.T0,
                    "v1",
                    24,
                    new TreeMap<>(Map.of("device", "D")),
                    new TreeMap<>(Map.of("site", "A")))),
            new CatalogChange.SequencesReserved(3, 2000),
            new CatalogChange.StreamDeleted(2));
    var directory = new FaultyDirectory();
    try (var log = catalog(directory, new ArrayList<>())) {
      log.append(changes);
    }
    Golden.check(file, hex(directory.octets("0000000000000001.klog")));

    var files = new TreeMap<String, byte[]>();
    files.put("0000000000000001.klog", unhex(Files.readString(file)));
    var read = new ArrayList<CatalogChange>();
    catalog(FaultyDirectory.of(files), read).close();

    assertThat(read).first().isEqualTo(new CatalogChange.State(0, 0));
    assertThat(read).endsWith(changes.toArray(CatalogChange[]::new)).hasSize(4);
  }

  private static CatalogLog catalog(FaultyDirectory directory, List<CatalogChange> read)
      throws IOException {
    return CatalogLog.open(
        directory,
        LogRig.STORE,
        new FakeClock(Instant.ofEpochMilli(LogRig.T0)),
        new CatalogLog.Known(Optional.empty(), false),
        (changes, _, _) -> read.addAll(changes));
  }

  @Test
  void corruptTooOldAndTooNewAreThreeThings() throws IOException {
    assertThatThrownBy(() -> decode(header(2))).isInstanceOf(LogTooNewException.class);
    assertThatThrownBy(() -> decode(header(0))).isInstanceOf(LogTooOldException.class);
    var flipped = header(1);
    flipped.put(41, (byte) (flipped.get(41) ^ 4));
    assertThatThrownBy(() -> decode(flipped)).isInstanceOf(CorruptLogException.class);
    assertThatThrownBy(() -> decode(ByteBuffer.allocate(255)))
        .isInstanceOf(CorruptLogException.class);
    assertThatThrownBy(() -> decode(ByteBuffer.allocate(256)))
        .isInstanceOf(CorruptLogException.class)
        .hasMessageContaining("magic");
    assertThat(decode(header(1)).number()).isEqualTo(1);
  }

  private static SegmentHeader decode(ByteBuffer octets) throws LogFormatException {
    return SegmentHeader.decode(octets, "a file");
  }

  private static ByteBuffer header(int version) {
    var octets = new SegmentHeader(LogRig.STORE, 1, LogRig.T0, 6).encode();
    octets.putInt(12, version).putInt(8, 0);
    var crc = new CRC32C();
    crc.update(octets.duplicate());
    return octets.putInt(8, (int) crc.getValue());
  }

  @Test
  void aSegmentOfAnotherStoreIsRefused() throws IOException {
    var files = new TreeMap<String, byte[]>();
    files.put(SEGMENT, segment());
    var other = UUID.fromString("11111111-2222-3333-4444-555555555555");

    assertThatThrownBy(
            () ->
                new LogRecovery(FaultyDirectory.of(files), other, new FailingSink()).run(Map.of()))
        .hasMessageContaining("belongs to store");
  }

  private static final class FailingSink implements LogRecovery.Sink {
    @Override
    public void lost(Set<Long> segments) {
      throw new AssertionError("nothing is lost");
    }

    @Override
    public void replay(List<FragmentMetadata> fragments, SegmentState state) {
      throw new AssertionError("nothing is to be replayed");
    }
  }

  @Test
  void retentionClassesArePowersOfTwoOfHours() {
    assertThat(RetentionClass.ofHours(1).code()).isEqualTo(1);
    assertThat(RetentionClass.ofHours(2).code()).isEqualTo(2);
    assertThat(RetentionClass.ofHours(3).code()).isEqualTo(3);
    assertThat(RetentionClass.ofHours(4).code()).isEqualTo(3);
    assertThat(RetentionClass.ofHours(24).code()).isEqualTo(6);
    assertThat(RetentionClass.ofHours(87_600).code()).isEqualTo(18);
    for (int hours = 1; hours <= 87_600; hours++) {
      long lifeMs = RetentionClass.ofHours(hours).lifeMs();
      assertThat(lifeMs).isBetween(hours * 3_600_000L, hours * 7_200_000L - 1);
    }
  }

  private static String hex(byte[] octets) {
    var lines = new StringBuilder();
    for (int at = 0; at < octets.length; at += 32) {
      lines.append(HexFormat.of().formatHex(octets, at, at + 32)).append('\n');
    }
    return lines.toString();
  }

  private static byte[] unhex(String lines) {
    return HexFormat.of().parseHex(lines.replace("\n", ""));
  }
}
