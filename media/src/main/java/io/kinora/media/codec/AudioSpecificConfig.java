package io.kinora.media.codec;

import io.kinora.media.MalformedMediaException;

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
