package io.kinora.media.codec;

import io.kinora.media.MalformedMediaException;
import java.math.BigInteger;

/// The configuration of AAC (ISO/IEC 14496-3).
///
/// @param objectType audio object type, as it is signalled first: 2 is LC, 5 HE, 29 HE v2
/// @param samplingRate samples a second of the core coder
/// @param outputRate samples a second that are heard; twice the core's where HE is signalled
/// @param explicitRate whether the rate is written out rather than one of the table
/// @param channels channels; 0 if the configuration leaves them to the frames
/// @param samplesPerFrame samples of the core coder in a frame, for each channel
public record AudioSpecificConfig(
    int objectType,
    int samplingRate,
    int outputRate,
    boolean explicitRate,
    int channels,
    int samplesPerFrame) {
  private static final int[] RATES = {
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350
  };
  private static final int[] CHANNELS = {0, 1, 2, 3, 4, 5, 6, 8};
  private static final int TYPE_BITS = 5;
  private static final int ESCAPE_BITS = 6;
  private static final int INDEX_BITS = 4;
  private static final int RATE_BITS = 24;
  private static final int EXPLICIT_RATE = 15;
  private static final int ESCAPED_TYPE = 31;
  private static final int MAIN = 1;
  private static final int LC = 2;
  private static final int SSR = 3;
  private static final int LTP = 4;
  private static final int HE = 5;
  private static final int HE_V2 = 29;

  /// Reads a CodecPrivate.
  public static AudioSpecificConfig read(byte[] config) throws MalformedMediaException {
    var reader = new BitReader(config);
    int objectType = objectType(reader);
    int rateIndex = (int) reader.bits(4);
    int samplingRate = rate(reader, rateIndex);
    int channelConfiguration = (int) reader.bits(4);
    if (channelConfiguration >= CHANNELS.length) {
      throw new MalformedMediaException("reserved channel configuration", 0);
    }
    int outputRate = samplingRate;
    int coreType = objectType;
    if (objectType == HE || objectType == HE_V2) {
      outputRate = rate(reader, (int) reader.bits(4));
      coreType = objectType(reader);
    }
    boolean shortFrames = coreType >= MAIN && coreType <= LTP && reader.flag();
    return new AudioSpecificConfig(
        objectType,
        samplingRate,
        outputRate,
        rateIndex == EXPLICIT_RATE,
        CHANNELS[channelConfiguration],
        shortFrames ? 960 : 1024);
  }

  /// The same configuration with its rate taken from the table, if it was written out although the
  /// table has it: decoders refuse that, FFmpeg's and so the browsers' among them.
  ///
  /// @param config what was read
  public static byte[] withRateOfTable(byte[] config) {
    var bits = new BigInteger(1, config);
    int left = config.length * Byte.SIZE - TYPE_BITS;
    if (bits.shiftRight(left).intValue() == ESCAPED_TYPE) {
      left -= ESCAPE_BITS;
    }
    var type = bits.shiftRight(left);
    int tail = left - INDEX_BITS - RATE_BITS;
    if (tail < 0 || low(bits.shiftRight(left - INDEX_BITS), INDEX_BITS) != EXPLICIT_RATE) {
      return config;
    }
    int index = indexOf(low(bits.shiftRight(tail), RATE_BITS));
    if (index < 0) {
      return config;
    }
    var shorter =
        type.shiftLeft(INDEX_BITS)
            .or(BigInteger.valueOf(index))
            .shiftLeft(tail)
            .or(bits.mod(BigInteger.ONE.shiftLeft(tail)))
            .toByteArray();
    // Of the octets of a number the first may be zeros that others need, or a sign that nobody
    // does.
    var result = new byte[config.length - RATE_BITS / Byte.SIZE];
    int count = Math.min(shorter.length, result.length);
    System.arraycopy(shorter, shorter.length - count, result, result.length - count, count);
    return result;
  }

  private static int low(BigInteger number, int bits) {
    return number.intValue() & ((1 << bits) - 1);
  }

  private static int indexOf(int rate) {
    for (int i = 0; i < RATES.length; i++) {
      if (RATES[i] == rate) {
        return i;
      }
    }
    return -1;
  }

  /// What the track holds.
  public CodecDescription describe() {
    return CodecDescription.audio("mp4a.40." + objectType, typeName(), outputRate, channels);
  }

  private String typeName() {
    return switch (objectType) {
      case MAIN -> "AAC Main";
      case LC -> "AAC LC";
      case SSR -> "AAC SSR";
      case LTP -> "AAC LTP";
      case HE -> "HE-AAC";
      case HE_V2 -> "HE-AAC v2";
      default -> "MPEG-4 audio type " + objectType;
    };
  }

  private static int objectType(BitReader reader) throws MalformedMediaException {
    int type = (int) reader.bits(5);
    return type == ESCAPED_TYPE ? 32 + (int) reader.bits(6) : type;
  }

  private static int rate(BitReader reader, int index) throws MalformedMediaException {
    int rate =
        index == EXPLICIT_RATE ? (int) reader.bits(24) : index < RATES.length ? RATES[index] : 0;
    if (rate == 0) {
      throw new MalformedMediaException("reserved sampling frequency", 0);
    }
    return rate;
  }
}
