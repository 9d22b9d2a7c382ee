package io.kinora.media.fuzz;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.codec.AnnexB;
import io.kinora.media.codec.AvcConfiguration;
import io.kinora.media.codec.HevcConfiguration;
import io.kinora.media.codec.NalUnits;
import io.kinora.media.codec.ParameterSets;
import io.kinora.testkit.Check;
import io.kinora.testkit.Effort;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// NAL units in the form of Annex B, behind an octet that chooses H.264 or H.265: their lengths
/// instead of start codes give the same units; a configuration made of their parameter sets has
/// them all, each once.
public final class ParameterSetsFuzz {
  private static final long ALLOCATED = 1 << 18;
  private static final int ALLOCATED_FOR_ONE = 512;

  private ParameterSetsFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    boolean hevc = (input[0] & 1) != 0;
    byte[] octets = Arrays.copyOfRange(input, 1, input.length);
    Effort.within(
        ALLOCATED + (long) ALLOCATED_FOR_ONE * input.length,
        () -> {
          read(octets, hevc);
          return true;
        });
  }

  private static void read(byte[] octets, boolean hevc) {
    var units = AnnexB.split(octets);
    var prefixed = AnnexB.toLengthPrefixed(octets);
    Check.that(prefixed.isPresent() != units.isEmpty(), "units lost");
    if (prefixed.isPresent()) {
      Check.that(NalUnits.split(prefixed.get(), AnnexB.LENGTH_BYTES).equals(units), "other units");
    }
    for (int lengthBytes : new int[] {1, 2, 4}) {
      NalUnits.split(octets, lengthBytes);
    }
    var track =
        CodecConfigurationFuzz.track(hevc ? "V_MPEGH/ISO/HEVC" : "V_MPEG4/ISO/AVC", new byte[0]);
    var made = ParameterSets.configuration(track, units);
    if (made.isPresent()) {
      Check.that(units.containsAll(sets(made.get(), hevc)), "parameter sets of unknown origin");
    }
  }

  /// The parameter sets of a configuration that was made here; none if the sizes they tell are
  /// none, which only their reader finds.
  private static List<ByteBuffer> sets(byte[] made, boolean hevc) {
    try {
      if (hevc) {
        return HevcConfiguration.read(made).parameterSets().stream().map(ByteBuffer::wrap).toList();
      }
      var avc = AvcConfiguration.read(made);
      Check.that(avc.nalLengthBytes() == AnnexB.LENGTH_BYTES, "other lengths");
      return avc.sequenceParameterSets().stream().map(ByteBuffer::wrap).toList();
    } catch (MalformedMediaException _) {
      return List.of();
    }
  }

  /// The parameter sets of the captures, and some that come with a picture.
  static List<byte[]> seeds() {
    var seeds = new ArrayList<byte[]>();
    for (var track : Captures.tracks()) {
      if (track.codecId().startsWith("V_MPEG")) {
        boolean hevc = track.codecId().contains("HEVC");
        var seed = new ByteArrayOutputStream();
        seed.write(hevc ? 1 : 0);
        for (var unit : sets(track.codecPrivate(), hevc)) {
          seed.writeBytes(new byte[] {0, 0, 0, 1});
          while (unit.hasRemaining()) {
            seed.write(unit.get());
          }
        }
        seeds.add(seed.toByteArray());
      }
    }
    for (String other :
        List.of(
            "0000000127640028ac2b40501ed00f1226a000000128ee1f2c00000165b8",
            "010000000140010c01ffff016000000300b00000030000030078ac0900000001420101016000000300b0"
                + "0000030000030078a003c08010e5966ab926442c0b9284242e3e9d400000fa40001d4c1a22000000"
                + "014401c172b022")) {
      seeds.add(HexFormat.of().parseHex(other));
    }
    return seeds;
  }
}
