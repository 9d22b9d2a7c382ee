package io.kinora.media.codec;

import static java.util.stream.Collectors.joining;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.Track;
import java.util.List;

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

  /// Tracks in one line for people: without control characters, which a codec id may hold.
  public static String summary(List<Track> tracks) {
    return tracks.stream()
        .map(track -> describe(track).summary().replaceAll("\\p{Cntrl}", "?"))
        .collect(joining(", "));
  }

  private static CodecDescription configured(Track track) throws MalformedMediaException {
    byte[] configuration = track.codecPrivate();
    return switch (CodecFamily.of(track.codecId())) {
      case AVC -> AvcConfiguration.read(configuration).describe();
      case HEVC -> HevcConfiguration.read(configuration).describe();
      case AAC -> AudioSpecificConfig.read(configuration).describe();
      case ACM -> WaveFormat.read(configuration).describe();
      case OTHER -> other(track);
    };
  }

  private static CodecDescription other(Track track) throws MalformedMediaException {
    return switch (track.codecId()) {
      case "V_MS/VFW/FOURCC" -> BitmapInfo.read(track.codecPrivate()).describe();
      case "V_MJPEG" -> plain("", "Motion JPEG", track);
      case "V_VP8" -> plain("vp8", "VP8", track);
      case "V_VP9" -> plain("vp9", "VP9", track);
      case "A_OPUS" -> plain("opus", "Opus", track);
      case "A_VORBIS" -> plain("vorbis", "Vorbis", track);
      case "A_MPEG/L3" -> plain("mp4a.6b", "MP3", track);
      case "A_PCM/INT/LIT", "A_PCM/INT/BIG", "A_PCM/FLOAT/IEEE" -> plain("", "PCM", track);
      default -> plain("", track.codecId(), track);
    };
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
