package io.kinora.media.matroska;

/// A TrackEntry. Texts are without padding; what is absent is 0 or empty, or the default that
/// Matroska gives it.
///
/// @param number the number that blocks use, from 1
/// @param uid TrackUID
/// @param type TrackType, such as [#VIDEO]
/// @param name Name
/// @param language Language
/// @param codecId CodecID
/// @param codecPrivate CodecPrivate; not to be changed
/// @param defaultDurationNs DefaultDuration: nanoseconds of a frame, 0 if not given
/// @param codecDelayNs CodecDelay
/// @param encoded whether ContentEncodings are present: frames are not what the codec expects
/// @param width PixelWidth
/// @param height PixelHeight
/// @param samplingFrequency SamplingFrequency
/// @param channels Channels
/// @param bitDepth BitDepth
public record Track(
    long number,
    long uid,
    int type,
    String name,
    String language,
    String codecId,
    byte[] codecPrivate,
    long defaultDurationNs,
    long codecDelayNs,
    boolean encoded,
    long width,
    long height,
    double samplingFrequency,
    long channels,
    long bitDepth) {
  public static final int VIDEO = 1;
  public static final int AUDIO = 2;

  /// What lies before the first sound that is meant to be heard is a few thousand samples.
  private static final long MAX_CODEC_DELAY_NS = 1_000_000_000;

  /// By how much the codec's output is late, at most a second.
  public long boundedCodecDelayNs() {
    return Math.min(codecDelayNs, MAX_CODEC_DELAY_NS);
  }

  /// The same track with another CodecPrivate.
  public Track withCodecPrivate(byte[] configuration) {
    return new Track(
        number,
        uid,
        type,
        name,
        language,
        codecId,
        configuration,
        defaultDurationNs,
        codecDelayNs,
        encoded,
        width,
        height,
        samplingFrequency,
        channels,
        bitDepth);
  }
}
