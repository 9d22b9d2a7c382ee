package io.kinora.media.codec;

/// The codec ids that have a configuration players need, each in all its spellings.
enum CodecFamily {
  AVC,
  HEVC,
  AAC,
  /// Whatever Windows' audio compression manager knew; the configuration says which codec.
  ACM,
  OTHER;

  static CodecFamily of(String codecId) {
    return switch (codecId) {
      case "V_MPEG4/ISO/AVC", "V_MPEG/ISO/AVC" -> AVC;
      case "V_MPEGH/ISO/HEVC", "V_MPEG/ISO/HEVC" -> HEVC;
      case "A_MS/ACM" -> ACM;
      // The profile may follow, as older muxers wrote it.
      case String id when id.equals("A_AAC") || id.startsWith("A_AAC/") -> AAC;
      default -> OTHER;
    };
  }
}
