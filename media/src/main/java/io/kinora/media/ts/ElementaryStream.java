package io.kinora.media.ts;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.codec.AnnexB;
import io.kinora.media.codec.NalUnits;
import io.kinora.media.codec.TrackCodec;
import java.nio.ByteBuffer;
import java.util.List;

/// Gives frames the form that a transport stream has them in.
final class ElementaryStream {
  private static final byte[] START_CODE = {0, 0, 0, 1};
  private static final byte[] AVC_DELIMITER = {0, 0, 0, 1, 9, (byte) 0xF0};
  private static final byte[] HEVC_DELIMITER = {0, 0, 0, 1, 0x46, 1, 0x50};
  private static final int AVC_AUD = 9;
  private static final int AVC_SPS = 7;
  private static final int HEVC_AUD = 35;
  private static final int HEVC_SPS = 33;

  private static final int ADTS_BYTES = 7;
  private static final int ADTS_MAX_BYTES = 0x1FFF;
  private static final int ADTS_LC = 1;
  private static final int ADTS_FULLNESS_UNKNOWN = 0x7FF;
  private static final int MAIN = 1;
  private static final int LTP = 4;
  private static final int[] ADTS_RATES = {
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350
  };

  private ElementaryStream() {}

  /// Appends a frame of H.264 as an access unit: a delimiter, before a key frame the parameter sets
  /// unless it brings its own, and its NAL units behind start codes.
  static void avc(TrackCodec.Avc codec, byte[] frame, boolean key, Payload out)
      throws MalformedMediaException {
    var configuration = codec.configuration();
    var units = units(frame, configuration.nalLengthBytes());
    out.put(AVC_DELIMITER);
    if (key && units.stream().noneMatch(unit -> avcType(unit) == AVC_SPS)) {
      configuration.sequenceParameterSets().forEach(unit -> put(unit, out));
      configuration.pictureParameterSets().forEach(unit -> put(unit, out));
    }
    units.stream().filter(unit -> avcType(unit) != AVC_AUD).forEach(unit -> put(unit, out));
  }

  /// The same for a frame of H.265.
  static void hevc(TrackCodec.Hevc codec, byte[] frame, boolean key, Payload out)
      throws MalformedMediaException {
    var configuration = codec.configuration();
    var units = units(frame, configuration.nalLengthBytes());
    out.put(HEVC_DELIMITER);
    if (key && units.stream().noneMatch(unit -> hevcType(unit) == HEVC_SPS)) {
      configuration.parameterSets().forEach(unit -> put(unit, out));
    }
    units.stream().filter(unit -> hevcType(unit) != HEVC_AUD).forEach(unit -> put(unit, out));
  }

  /// Appends a frame of AAC behind an ADTS header, unless its producer left one there.
  static void aac(TrackCodec.Aac codec, byte[] frame, Payload out) throws MalformedMediaException {
    if (frame.length >= ADTS_BYTES && (frame[0] & 0xFF) == 0xFF && (frame[1] & 0xF6) == 0xF0) {
      out.put(frame);
      return;
    }
    int length = ADTS_BYTES + frame.length;
    if (length > ADTS_MAX_BYTES) {
      throw new MalformedMediaException("AAC frame too long for ADTS", 0);
    }
    var configuration = codec.configuration();
    long rate = rateIndex(configuration.samplingRate());
    if (rate < 0) {
      throw new MalformedMediaException("sampling rate that ADTS does not know", 0);
    }
    int type = configuration.objectType();
    long profile = type >= MAIN && type <= LTP ? type - 1 : ADTS_LC;
    long channels = configuration.channels() == 8 ? 7 : configuration.channels();
    // Sync word, MPEG-4, no CRC; profile, rate, channels; length, fullness, one block.
    long header =
        0xFFF1L << 40
            | profile << 38
            | rate << 34
            | channels << 30
            | (long) length << 13
            | ADTS_FULLNESS_UNKNOWN << 2;
    out.put(header, ADTS_BYTES).put(frame);
  }

  /// Whether ADTS has a number for the sampling rate.
  static boolean hasRate(int samplingRate) {
    return rateIndex(samplingRate) >= 0;
  }

  private static int rateIndex(int samplingRate) {
    for (int i = 0; i < ADTS_RATES.length; i++) {
      if (ADTS_RATES[i] == samplingRate) {
        return i;
      }
    }
    return -1;
  }

  /// Some producers leave start codes where lengths should be.
  private static List<ByteBuffer> units(byte[] frame, int lengthBytes)
      throws MalformedMediaException {
    var units = NalUnits.split(frame, lengthBytes);
    if (units.isEmpty() && AnnexB.isStartCode(frame)) {
      units = AnnexB.split(frame);
    }
    if (units.isEmpty()) {
      throw new MalformedMediaException("frame that is not made of NAL units", 0);
    }
    return units;
  }

  private static void put(byte[] unit, Payload out) {
    out.put(START_CODE).put(unit);
  }

  private static void put(ByteBuffer unit, Payload out) {
    out.put(START_CODE).put(unit);
  }

  private static int avcType(ByteBuffer unit) {
    return unit.get(0) & 0x1F;
  }

  private static int hevcType(ByteBuffer unit) {
    return unit.get(0) >> 1 & 0x3F;
  }
}
