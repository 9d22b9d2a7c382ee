package io.kinora.media.codec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// NAL units behind start codes (H.264 and H.265, Annex B), the form that decoders take off the
/// wire. Matroska and MP4 want lengths instead; some producers send this form all the same.
///
/// A start code is two or more zeros and a one. Zeros at the end of a NAL unit belong to no unit.
public final class AnnexB {
  /// Octets of the length that [#toLengthPrefixed] writes before each NAL unit.
  public static final int LENGTH_BYTES = 4;

  private static final int START_CODE_BYTES = 3;

  private AnnexB() {}

  /// Whether the octets begin with a start code of the usual three or four octets.
  public static boolean isStartCode(byte[] octets) {
    return octets.length > START_CODE_BYTES
        && octets[0] == 0
        && octets[1] == 0
        && (octets[2] == 1 || (octets[2] == 0 && octets[3] == 1));
  }

  /// The NAL units without start codes and surrounding zeros, as slices, empty ones left out; what
  /// precedes the first start code is no unit. None if there are more than [NalUnits#MAX_UNITS].
  public static List<ByteBuffer> split(byte[] octets) {
    var units = new ArrayList<ByteBuffer>();
    int begin = -1;
    int zeros = 0;
    for (int at = 0; at < octets.length && units.size() <= NalUnits.MAX_UNITS; at++) {
      boolean startCode = octets[at] == 1 && zeros >= START_CODE_BYTES - 1;
      if (startCode) {
        addUnit(octets, begin, at - zeros, units);
        begin = at + 1;
      }
      zeros = octets[at] == 0 ? zeros + 1 : 0;
    }
    addUnit(octets, begin, octets.length - zeros, units);
    return units.size() > NalUnits.MAX_UNITS ? List.of() : units;
  }

  /// The same NAL units, each behind its length; empty if there are none.
  public static Optional<byte[]> toLengthPrefixed(byte[] octets) {
    var units = split(octets);
    int bytes = units.stream().mapToInt(unit -> LENGTH_BYTES + unit.remaining()).sum();
    var converted = ByteBuffer.allocate(bytes);
    units.forEach(unit -> converted.putInt(unit.remaining()).put(unit));
    return units.isEmpty() ? Optional.empty() : Optional.of(converted.array());
  }

  private static void addUnit(byte[] octets, int begin, int end, List<ByteBuffer> units) {
    if (begin >= 0 && begin < end) {
      units.add(ByteBuffer.wrap(octets, begin, end - begin).slice());
    }
  }
}
