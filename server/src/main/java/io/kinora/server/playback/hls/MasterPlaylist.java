package io.kinora.server.playback.hls;

import java.util.List;
import java.util.Optional;

/// The text of the master playlist of a session, which has one variant.
///
/// @param version protocol version
/// @param independent whether every segment can be decoded without another
/// @param codecs of all tracks, video first
/// @param picture absent without video
/// @param peakBits bits of the segment with the highest rate, a second
/// @param meanBits bits on average, a second
/// @param playlist URI of the variant
/// @param audio audio as a rendition of its own, if it is one
record MasterPlaylist(
    int version,
    boolean independent,
    List<String> codecs,
    Optional<Picture> picture,
    long peakBits,
    long meanBits,
    String playlist,
    Optional<Audio> audio) {
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
    text.append("#EXT-X-STREAM-INF:CODECS=\"").append(String.join(",", codecs)).append('"');
    picture.ifPresent(
        video -> {
          if (video.width() > 0 && video.height() > 0) {
            text.append(",RESOLUTION=").append(video.width()).append('x').append(video.height());
          }
          if (video.framesPerSecond() > 0) {
            text.append(",FRAME-RATE=").append(Math.round(video.framesPerSecond() * 100) / 100.0);
          }
        });
    text.append(",BANDWIDTH=").append(peakBits);
    text.append(",AVERAGE-BANDWIDTH=").append(meanBits);
    if (audio.isPresent()) {
      text.append(",AUDIO=\"audio\"");
    }
    return text.append('\n').append(playlist).append('\n').toString();
  }
}
