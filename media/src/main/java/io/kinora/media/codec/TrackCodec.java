package io.kinora.media.codec;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.Track;
import java.util.Optional;

/// How the frames of a track are coded, for those codecs that players are served. The arrays are
/// not to be changed.
public sealed interface TrackCodec {
  /// Most samples a second of an audio track.
  int MAX_SAMPLING_RATE = 1 << 20;

  /// H.264.
  ///
  /// @param avcC the octets that `configuration` was read from
  record Avc(AvcConfiguration configuration, byte[] avcC) implements TrackCodec {
    @Override
    public CodecDescription describe() {
      return configuration.describe();
    }
  }

  /// H.265.
  ///
  /// @param hvcC the octets that `configuration` was read from
  record Hevc(HevcConfiguration configuration, byte[] hvcC) implements TrackCodec {
    @Override
    public CodecDescription describe() {
      return configuration.describe();
    }
  }

  /// AAC.
  ///
  /// @param config the octets that `configuration` was read from
  record Aac(AudioSpecificConfig configuration, byte[] config) implements TrackCodec {
    @Override
    public CodecDescription describe() {
      return configuration.describe();
    }
  }

  /// G.711: one octet is one sample of one channel.
  record G711(WaveFormat format) implements TrackCodec {
    @Override
    public CodecDescription describe() {
      return format.describe();
    }
  }

  /// What it is, for playlists and people.
  CodecDescription describe();

  /// Reads the CodecPrivate of a track; empty if players are not served its codec, or if its frames
  /// are compressed or encrypted once more.
  static Optional<TrackCodec> of(Track track) throws MalformedMediaException {
    return track.encoded() ? Optional.empty() : of(track.codecId(), track.codecPrivate());
  }

  private static Optional<TrackCodec> of(String codecId, byte[] config)
      throws MalformedMediaException {
    return switch (CodecFamily.of(codecId)) {
      case AVC -> Optional.of(new Avc(AvcConfiguration.read(config), config));
      case HEVC -> Optional.of(new Hevc(HevcConfiguration.read(config), config));
      case AAC -> {
        var aac = AudioSpecificConfig.read(config);
        checkRate(aac.samplingRate());
        yield Optional.of(new Aac(aac, config));
      }
      case ACM -> {
        var format = WaveFormat.read(config);
        checkRate(format.samplingRate());
        boolean g711 =
            format.formatTag() == WaveFormat.ALAW || format.formatTag() == WaveFormat.MULAW;
        yield g711 ? Optional.of(new G711(format)) : Optional.empty();
      }
      case OTHER -> Optional.empty();
    };
  }

  private static void checkRate(int samplingRate) throws MalformedMediaException {
    if (samplingRate > MAX_SAMPLING_RATE) {
      throw new MalformedMediaException("sampling rate of " + samplingRate, 0);
    }
  }
}
