package io.kinora.media.codec;

import io.kinora.media.MalformedMediaException;

/// WAVEFORMATEX, the configuration of the codec id `A_MS/ACM`. Producers are known to write wrong
/// figures into the fields that are not here.
///
/// @param formatTag the codec: [#ALAW], [#MULAW], or what else is registered
/// @param channels from 1
/// @param samplingRate samples a second, from 1
public record WaveFormat(int formatTag, int channels, int samplingRate) {
  public static final int ALAW = 6;
  public static final int MULAW = 7;

  private static final int PCM = 1;
  private static final int REST_BYTES = 8;

  /// Reads a CodecPrivate.
  public static WaveFormat read(byte[] waveFormat) throws MalformedMediaException {
    var reader = new ConfigurationReader(waveFormat);
    int formatTag = reader.littleEndian16();
    int channels = reader.littleEndian16();
    long samplingRate = reader.littleEndian32();
    reader.take(REST_BYTES);
    if (channels == 0 || samplingRate == 0 || samplingRate > Integer.MAX_VALUE) {
      throw reader.malformed("WAVEFORMATEX without channels or rate");
    }
    return new WaveFormat(formatTag, channels, (int) samplingRate);
  }

  /// What the track holds.
  public CodecDescription describe() {
    return switch (formatTag) {
      case ALAW -> CodecDescription.audio("alaw", "G.711 A-law", samplingRate, channels);
      case MULAW -> CodecDescription.audio("ulaw", "G.711 µ-law", samplingRate, channels);
      case PCM -> CodecDescription.audio("", "PCM", samplingRate, channels);
      default ->
          CodecDescription.audio(
              "", "wave format 0x%04x".formatted(formatTag), samplingRate, channels);
    };
  }
}
