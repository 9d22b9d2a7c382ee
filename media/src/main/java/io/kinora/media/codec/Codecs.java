package io.kinora.media.codec;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.Track;

/// Describes tracks.
public final class Codecs {
  private Codecs() {}

  /// What a track holds. Where its configuration cannot be read, or is not known, the codec id and
  /// the track's own fields have to do; it never fails.
  public static CodecDescription describe(Track track) {
    try {
      return configured(track);
    } catch (MalformedMediaException _) {
      return plain("", track.codecId(), track);
    }
  }

  private static CodecDescription configured(Track track) throws MalformedMediaException {
    byte[] configuration = track.codecPrivate();
    return switch (track.codecId()) {
      case "V_MPEG4/ISO/AVC", "V_MPEG/ISO/AVC" -> AvcConfiguration.read(configuration).describe();
      case "V_MPEGH/ISO/HEVC", "V_MPEG/ISO/HEVC" ->
          HevcConfiguration.read(configuration).describe();
      case "V_MS/VFW/FOURCC" -> BitmapInfo.read(configuration).describe();
      case "V_MJPEG" -> plain("", "Motion JPEG", track);
      case "V_VP8" -> plain("vp8", "VP8", track);
      case "V_VP9" -> plain("vp9", "VP9", track);
      case "A_MS/ACM" -> WaveFormat.read(configuration).describe();
      case "A_OPUS" -> plain("opus", "Opus", track);
      case "A_VORBIS" -> plain("vorbis", "Vorbis", track);
      case "A_MPEG/L3" -> plain("mp4a.6b", "MP3", track);
      case "A_PCM/INT/LIT", "A_PCM/INT/BIG", "A_PCM/FLOAT/IEEE" -> plain("", "PCM", track);
      case String id when isAac(id) -> AudioSpecificConfig.read(configuration).describe();
      default -> plain("", track.codecId(), track);
    };
  }

  /// The profile may follow, as older muxers wrote it.
  private static boolean isAac(String codecId) {
    return codecId.equals("A_AAC") || codecId.startsWith("A_AAC/");
  }

  private static CodecDescription plain(String rfc6381, String name, Track track) {
    if (track.type() == Track.AUDIO) {
      int rate = (int) Math.round(Math.clamp(track.samplingFrequency(), 0, Integer.MAX_VALUE));
      return CodecDescription.audio(rfc6381, name, rate, whole(track.channels()));
    }
    return CodecDescription.video(rfc6381, name, whole(track.width()), whole(track.height()));
  }

  private static int whole(long value) {
    return (int) Math.min(value, Integer.MAX_VALUE);
  }
}
