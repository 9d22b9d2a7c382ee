package io.kinora.media.codec;

/// What a track holds, for players and for people.
///
/// @param rfc6381 the codec as playlists name it, such as `avc1.640028`; empty if there is no name
/// @param summary one line, such as `H.264 High 4.0 1920x1080`
/// @param width pixels; 0 if unknown or no video
/// @param height pixels; 0 if unknown or no video
/// @param samplingRate samples a second; 0 if unknown or no audio
/// @param channels audio channels; 0 if unknown or no audio
public record CodecDescription(
    String rfc6381, String summary, int width, int height, int samplingRate, int channels) {
  static CodecDescription video(String rfc6381, String name, int width, int height) {
    String size = width > 0 && height > 0 ? " " + width + "x" + height : "";
    return new CodecDescription(rfc6381, name + size, width, height, 0, 0);
  }

  static CodecDescription audio(String rfc6381, String name, int samplingRate, int channels) {
    String rate = samplingRate > 0 ? " " + samplingRate + " Hz" : "";
    String layout =
        switch (channels) {
          case 0 -> "";
          case 1 -> " mono";
          case 2 -> " stereo";
          default -> " " + channels + " channels";
        };
    return new CodecDescription(rfc6381, name + rate + layout, 0, 0, samplingRate, channels);
  }
}
