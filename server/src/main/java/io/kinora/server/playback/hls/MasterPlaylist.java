package io.kinora.server.playback.hls;

import java.util.List;
import java.util.Optional;

/// The text of the master playlist of a session. There is one set of media playlists; a second
/// variant is for players that could play only a part of the first.
///
/// @param version protocol version
/// @param independent whether every segment can be decoded without another
/// @param variants the best one first
/// @param picture absent without video
/// @param playlist URI of the variants
/// @param audio audio as a rendition of its own, if it is one
record MasterPlaylist(
    int version,
    boolean independent,
    List<Variant> variants,
    Optional<Picture> picture,
    String playlist,
    Optional<Audio> audio) {
  /// What a player may choose.
  ///
  /// @param codecs of its tracks, video first
  /// @param peakBits bits of the segment with the highest rate, a second
  /// @param meanBits bits on average, a second
  /// @param renditions whether it goes with the rendition of audio, if there is one
  record Variant(List<String> codecs, long peakBits, long meanBits, boolean renditions) {}

  /// @param framesPerSecond 0 if unknown
  record Picture(int width, int height, double framesPerSecond) {}

  /// @param channels 0 if unknown
  record Audio(String uri, int channels) {}

  String text() {
    var text = new StringBuilder(1024);
    text.append("#EXTM3U\n#EXT-X-VERSION:").append(version).append('\n');
    if (independent) {
      text.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
    }
    audio.ifPresent(
        rendition -> {
          text.append("#EXT-X-MEDIA:AUTOSELECT=YES,TYPE=AUDIO,URI=\"").append(rendition.uri());
          text.append("\",GROUP-ID=\"audio\",DEFAULT=YES,NAME=\"audio\"");
          if (rendition.channels() > 0) {
            text.append(",CHANNELS=\"").append(rendition.channels()).append('"');
          }
          text.append('\n');
        });
    variants.forEach(variant -> append(variant, text));
    return text.toString();
  }

  private void append(Variant variant, StringBuilder text) {
    text.append("#EXT-X-STREAM-INF:CODECS=\"").append(String.join(",", variant.codecs()));
    text.append('"');
    picture.ifPresent(
        video -> {
          if (video.width() > 0 && video.height() > 0) {
            text.append(",RESOLUTION=").append(video.width()).append('x').append(video.height());
          }
          if (video.framesPerSecond() > 0) {
            text.append(",FRAME-RATE=").append(Math.round(video.framesPerSecond() * 100) / 100.0);
          }
        });
    text.append(",BANDWIDTH=").append(variant.peakBits());
    text.append(",AVERAGE-BANDWIDTH=").append(variant.meanBits());
    if (variant.renditions() && audio.isPresent()) {
      text.append(",AUDIO=\"audio\"");
    }
    text.append('\n').append(playlist).append('\n');
  }
}
