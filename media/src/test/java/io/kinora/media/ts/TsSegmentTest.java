package io.kinora.media.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.codec.NalUnits;
import io.kinora.media.matroska.FrameTable;
import io.kinora.media.sample.Frames;
import io.kinora.media.sample.PlayableTrack;
import io.kinora.media.sample.SampleTable;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Packets, one by one. What players make of them FFmpeg tells, in `conformance`.
final class TsSegmentTest {
  private static final int VIDEO = 0x100;
  private static final int AUDIO = 0x101;

  /// What a packet says of itself.
  private record Packet(int pid, boolean start, int continuity, int flags, byte[] payload) {
    static List<Packet> all(byte[] segment) {
      assertThat(segment.length % 188).isZero();
      var packets = new ArrayList<Packet>();
      for (int at = 0; at < segment.length; at += 188) {
        packets.add(of(ByteBuffer.wrap(segment, at, 188).slice()));
      }
      return packets;
    }

    private static Packet of(ByteBuffer packet) {
      assertThat(packet.get()).isEqualTo((byte) 0x47);
      int pid = packet.getShort();
      int control = packet.get();
      int flags = 0;
      if ((control & 0x20) != 0) {
        int length = packet.get() & 0xFF;
        flags = length > 0 ? packet.get(packet.position()) & 0xFF : 0;
        packet.position(packet.position() + length);
      }
      byte[] payload = new byte[packet.remaining()];
      packet.get(payload);
      assertThat((control & 0x10) != 0).isEqualTo(payload.length > 0);
      return new Packet(pid & 0x1FFF, (pid & 0x4000) != 0, control & 0xF, flags, payload);
    }
  }

  @Test
  void tablesComeFirst() throws Exception {
    var packets = Packet.all(segment(List.of(video(1000, true)), frame(1000)));

    assertThat(packets.get(0).pid()).isZero();
    assertThat(packets.get(0).payload())
        .isEqualTo(HexFormat.of().parseHex("0000b00d0001c100000001f0002ab104b2"));
    assertThat(packets.get(1).pid()).isEqualTo(0x1000);
    assertThat(packets.get(1).payload()).startsWith(HexFormat.of().parseHex("0002b0120001c10000"));
    byte[] map = packets.get(1).payload();
    assertThat(ProgramTables.crc(map, 1, map.length)).isZero();
  }

  @Test
  void everyPidBeginsWithADiscontinuityAndCountsFromThere() throws Exception {
    var frames =
        new Frames().add(0, 0, 1000, true).add(1, 0, 300, true).add(0, 40, 900, false).table();
    var tracks = List.of(table(Frames.h264(), frames), table(Frames.aac(), frames));
    var packets = Packet.all(segment(tracks, frame(5000)));

    for (int pid : new int[] {0, 0x1000, VIDEO, AUDIO}) {
      var of = packets.stream().filter(packet -> packet.pid() == pid).toList();
      assertThat(of.getFirst().flags() & 0x80).isNotZero();
      for (int i = 1; i < of.size(); i++) {
        assertThat(of.get(i).flags() & 0x80).isZero();
        assertThat(of.get(i).continuity()).isEqualTo(i % 16);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {1, 2, 3, 50, 130, 131, 132, 133, 134, 135, 300, 314, 315, 316, 317, 318, 319})
  void payloadsOfEveryLengthFillTheirPackets(int size) throws Exception {
    var samples = video(size + 4, false);
    byte[] frame = frame(size + 4);
    var packets = Packet.all(segment(List.of(samples), frame));

    var stream = new ByteArrayOutputStream();
    packets.stream()
        .filter(packet -> packet.pid() == VIDEO)
        .forEach(p -> stream.writeBytes(p.payload()));
    byte[] expected = new byte[14 + 6 + 4 + size];
    ByteBuffer.wrap(expected)
        .put(HexFormat.of().parseHex("000001e000008080052100000000"), 0, 14)
        .put(HexFormat.of().parseHex("0000000109f000000001"))
        .put(frame, 4, size);
    byte[] actual = stream.toByteArray();
    System.arraycopy(actual, 9, expected, 9, 5);
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void keyFramesAreEntriesAndBringTheirParameterSets() throws Exception {
    var packets = Packet.all(segment(List.of(video(100, true)), frame(100)));

    var first = packets.get(2);
    assertThat(first.start()).isTrue();
    assertThat(first.flags()).isEqualTo(0x80 | 0x40 | 0x10);
    assertThat(first.payload())
        .containsSequence(
            HexFormat.of()
                .parseHex(
                    "0000000109f00000000127640028ac2b40501ed00f1226a00000000128ee1f2c00000001"));
  }

  @Test
  void parameterSetsThatAreThereAreNotDoubledAndDelimitersAreReplaced() throws Exception {
    byte[] frame = HexFormat.of().parseHex("0000000209f0" + "0000000267aa" + "0000000365b1b2");
    var frames = new Frames().add(0, 0, frame.length, true).table();
    var packets = Packet.all(segment(List.of(table(Frames.h264(), frames)), frame));

    assertThat(packets.get(2).payload())
        .endsWith(HexFormat.of().parseHex("0000000109f00000000167aa0000000165b1b2"));
  }

  @Test
  void startCodesInThePlaceOfLengthsAreTaken() throws Exception {
    byte[] frame = HexFormat.of().parseHex("00000001" + "41b1b2b3");
    var frames = new Frames().add(0, 0, frame.length, false).table();
    var packets = Packet.all(segment(List.of(table(Frames.h264(), frames)), frame));

    assertThat(packets.get(2).payload())
        .endsWith(HexFormat.of().parseHex("0000000109f00000000141b1b2b3"));
  }

  @Test
  void aFrameWithoutNalUnitsIsMalformed() {
    byte[] frame = HexFormat.of().parseHex("7fffffff41b1b2b3");

    assertThatThrownBy(() -> segment(List.of(video(8, true)), frame))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("NAL units");
  }

  @Test
  void aFrameOfTooManyNalUnitsIsMalformed() {
    byte[] frame = HexFormat.of().parseHex("0000000141".repeat(NalUnits.MAX_UNITS + 1));

    assertThatThrownBy(() -> segment(List.of(video(frame.length, true)), frame))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("NAL units");
  }

  @Test
  void audioIsPackedForATenthOfASecondBehindItsHeaders() throws Exception {
    var frames = new Frames();
    for (int i = 0; i < 10; i++) {
      frames.add(1, i * 21, 20, true);
    }
    var packets = Packet.all(segment(List.of(table(Frames.aac(), frames.table())), new byte[1000]));

    var starts = packets.stream().filter(p -> p.pid() == VIDEO && p.start()).toList();
    assertThat(starts).hasSize(2);
    assertThat(starts.getFirst().payload())
        .startsWith(HexFormat.of().parseHex("000001c0" + "008f" + "808005"))
        .containsSequence(HexFormat.of().parseHex("fff14c4003 7ffc".replace(" ", "")));
  }

  @Test
  void theClockIsToldTenTimesASecond() throws Exception {
    var samples = table(Frames.h264(), Frames.at(0, 1000));
    var packets = Packet.all(segment(List.of(samples), frame(100)));

    assertThat(packets).filteredOn(packet -> (packet.flags() & 0x10) != 0).hasSize(11);
    assertThat(packets).filteredOn(packet -> packet.payload().length == 0).hasSize(9);
  }

  @Test
  void aFragmentWithoutVideoHasTheClockOfItsAudio() throws Exception {
    var frames = new Frames().add(1, 0, 20, true).add(1, 400, 20, true).table();
    var tracks = List.of(table(Frames.h264(), frames), table(Frames.aac(), frames));

    var packets = Packet.all(segment(tracks, new byte[1000]));

    byte[] map = packets.get(1).payload();
    assertThat(ByteBuffer.wrap(map).getShort(9) & 0x1FFF).as("PCR PID").isEqualTo(AUDIO);
    assertThat(packets)
        .filteredOn(packet -> (packet.flags() & 0x10) != 0)
        .hasSizeGreaterThan(4)
        .allMatch(packet -> packet.pid() == AUDIO);
  }

  @Test
  void whatATransportStreamDoesNotCarryIsRefused() throws Exception {
    var frames = new Frames().add(1, 0, 160, true).add(1, 40, 9000, true).table();

    assertThatThrownBy(() -> segment(List.of(table(Frames.alaw(), frames)), new byte[9000]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> segment(List.of(table(Frames.aac(), frames)), new byte[9000]))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("too long for ADTS");
  }

  private static SampleTable video(int size, boolean key) throws Exception {
    return table(Frames.h264(), new Frames().add(0, 0, size, key).table());
  }

  private static SampleTable table(PlayableTrack track, FrameTable frames) throws Exception {
    return SampleTable.of(track, frames);
  }

  /// A slice behind its length; frames of all sizes up to this one begin so.
  private static byte[] frame(int size) {
    byte[] frame = new byte[size];
    Arrays.fill(frame, 4, size, (byte) 0x41);
    return ByteBuffer.wrap(frame).putInt(0, size - 4).array();
  }

  private static byte[] segment(List<SampleTable> tracks, byte[] frame) throws Exception {
    var out = new ByteArrayOutputStream();
    TsSegment.write(
        tracks,
        0,
        0,
        (_, size) -> size == frame.length ? frame : frame(size),
        packets -> {
          byte[] octets = new byte[packets.remaining()];
          packets.get(octets);
          out.writeBytes(octets);
        });
    return out.toByteArray();
  }
}
