package io.kinora.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.media.matroska.Track;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Configurations made of their own parameter sets are what encoders and muxers wrote.
final class ParameterSetsTest {
  private static final Track AVC = track("V_MPEG4/ISO/AVC");
  private static final Track HEVC = track("V_MPEGH/ISO/HEVC");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "014d401fffe10017674d401fda014016ec0440000003004000000f03c60ca801000468ef3c80",
        "014d401e03010027274d401eb9101405ff2e02d4040407c0000003004000000f38a0003d090007a13bde"
            + "e03e1108d401000428fe3c80",
        "0164000dffe1001a6764000dacd941519e226c0440000003004000000c83c50a658001000668ebe3cb22"
            + "c0fdf8f800",
        "017a000dffe1001b677a000db6cd941519e222f011000003000100000300320f14299601000668ebe3cb"
            + "22c0fefafa00",
        "01f4000dffe1001b67f4000d919b282a33c7c5e022000003000200000300641e28532c01000868ebe3c4"
            + "4c000440fff8f800"
      })
  void anAvcCIsMadeAsMuxersMakeIt(String avcC) throws Exception {
    byte[] original = hex(avcC);
    var read = AvcConfiguration.read(original);
    var units = new ArrayList<>(List.of(hex("09F0")));
    units.addAll(read.sequenceParameterSets());
    units.addAll(read.pictureParameterSets());
    units.addAll(read.sequenceParameterSets());

    byte[] expected = original.clone();
    expected[4] |= (byte) 0xFC;
    expected[5] |= (byte) 0xE0;
    assertThat(configuration(AVC, units)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0101600000009000000000005df000fcfdf8f800000f03200001001840010c01ffff0160000003009000"
            + "0003000003005dba0240210001002942010101600000030090000003000003005da00280802d165b"
            + "a4a4c2f0168080000003008000000f0422000100064401c073c189",
        "0102200000009000000000003cf000fcfdfafa00000f03200001001840010c01ffff0220000003009000"
            + "0003000003003c959809210001002c42010102200000030090000003000003003ca00a480b9c94d9"
            + "6566924caf016808000003000800000300c84022000100074401c172b46240",
        "0104080000009e08000000003cf000fcfff8f800000f03200001001740010c01ffff0408000003009e08"
            + "00000300003c959809210001002b4201010408000003009e0800000300003c90014901739ef2cacd"
            + "24995e02d010000003001000000301908022000100084401c172860c4624"
      })
  void anHvcCSaysTheSameAsAMuxersOwn(String hvcC) throws Exception {
    var original = HevcConfiguration.read(hex(hvcC));

    var made = configuration(HEVC, original.parameterSets()).orElseThrow();

    assertThat(HevcConfiguration.read(made))
        .usingRecursiveComparison()
        .ignoringFields("parameterSets")
        .isEqualTo(original);
    assertThat(made[21] & 3).isEqualTo(3);
    assertThat(made).startsWith(Arrays.copyOf(hex(hvcC), 13));
    assertThat(Arrays.copyOfRange(made, 16, 19))
        .as("chroma format and bit depths")
        .isEqualTo(Arrays.copyOfRange(hex(hvcC), 16, 19));
  }

  @Test
  void withoutAllParameterSetsThereIsNoConfiguration() {
    var sps = hex("674d401fda014016ec0440000003004000000f03c60ca8");
    var pps = hex("68ef3c80");
    assertThat(configuration(AVC, List.of(sps))).isEmpty();
    assertThat(configuration(AVC, List.of(pps))).isEmpty();
    assertThat(configuration(AVC, List.of(hex("67640028"), pps)))
        .as("an SPS that ends too early")
        .isEmpty();
    assertThat(configuration(HEVC, List.of(hex("400101"), hex("4401C1")))).isEmpty();
    assertThat(configuration(track("A_AAC"), List.of(sps, pps))).isEmpty();
  }

  @Test
  void noMoreParameterSetsAreTakenThanAnAvcCCanCount() throws Exception {
    var units = new ArrayList<byte[]>();
    for (int i = 0; i < 40; i++) {
      units.add(hex("674d401fda014016ec0440000003004000000f03c60ca8%02x".formatted(i + 1)));
    }
    units.addAll(Collections.nCopies(40, hex("68ef3c80")));

    var read = AvcConfiguration.read(configuration(AVC, units).orElseThrow());

    assertThat(read.sequenceParameterSets()).hasSize(31);
    assertThat(read.pictureParameterSets()).hasSize(1);
  }

  private static Optional<byte[]> configuration(Track track, List<byte[]> units) {
    return ParameterSets.configuration(track, units.stream().map(ByteBuffer::wrap).toList());
  }

  private static Track track(String codecId) {
    return new Track(1, 1, 1, "", "", codecId, new byte[0], 0, 0, false, 0, 0, 0, 0, 0);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
