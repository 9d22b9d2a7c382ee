package io.kinora.server.image;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.codec.AvcConfiguration;
import io.kinora.media.codec.HevcConfiguration;
import io.kinora.media.matroska.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The codecs that can be decoded, and their numbers in the decoder's protocol.
enum VideoCodec {
  AVC(1),
  HEVC(2);

  private final int code;

  VideoCodec(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static Optional<VideoCodec> of(Track track) {
    return switch (track.codecId()) {
      case "V_MPEG4/ISO/AVC", "V_MPEG/ISO/AVC" -> Optional.of(AVC);
      case "V_MPEGH/ISO/HEVC", "V_MPEG/ISO/HEVC" -> Optional.of(HEVC);
      default -> Optional.empty();
    };
  }

  /// What a decoder is set up with.
  ///
  /// @param nalLengthBytes octets of the length before each NAL unit of a frame
  /// @param parameterSets without lengths and start codes
  record Setup(int nalLengthBytes, List<byte[]> parameterSets) {}

  /// Reads `avcC` or `hvcC`.
  Setup setup(byte[] configuration) throws MalformedMediaException {
    return switch (this) {
      case AVC -> {
        var avcC = AvcConfiguration.read(configuration);
        var sets = new ArrayList<>(avcC.sequenceParameterSets());
        sets.addAll(avcC.pictureParameterSets());
        yield new Setup(avcC.nalLengthBytes(), sets);
      }
      case HEVC -> {
        var hvcC = HevcConfiguration.read(configuration);
        yield new Setup(hvcC.nalLengthBytes(), hvcC.parameterSets());
      }
    };
  }
}
