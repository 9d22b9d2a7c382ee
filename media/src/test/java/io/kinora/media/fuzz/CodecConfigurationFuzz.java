package io.kinora.media.fuzz;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.codec.Codecs;
import io.kinora.media.codec.DecoderSetup;
import io.kinora.media.codec.HevcConfiguration;
import io.kinora.media.codec.TrackCodec;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.media.matroska.Track;
import io.kinora.media.mp4.InitSegment;
import io.kinora.media.sample.PlayableTrack;
import io.kinora.testkit.Check;
import io.kinora.testkit.Effort;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A CodecPrivate, behind an octet that chooses the codec id: it is described, and if its codec is
/// one that players are served, an init segment can be made of it.
public final class CodecConfigurationFuzz {
  private static final List<String> CODEC_IDS =
      List.of(
          "V_MPEG4/ISO/AVC",
          "V_MPEGH/ISO/HEVC",
          "A_AAC",
          "A_MS/ACM",
          "V_MS/VFW/FOURCC",
          "A_OPUS",
          "A_VORBIS");

  private static final long ALLOCATED = 1 << 18;
  private static final int ALLOCATED_FOR_ONE = 128;

  private CodecConfigurationFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    String codecId = CODEC_IDS.get((input[0] & 0xFF) % CODEC_IDS.size());
    byte[] configuration = Arrays.copyOfRange(input, 1, input.length);
    var track = track(codecId, configuration);
    long bound = ALLOCATED + (long) ALLOCATED_FOR_ONE * input.length;
    var description = Effort.within(bound, () -> Codecs.describe(track));
    Check.that(description.width() >= 0 && description.height() >= 0, "a negative picture");
    Check.that(description.samplingRate() >= 0 && description.channels() >= 0, "negative sound");
    Check.that(
        description.rfc6381().chars().allMatch(c -> c > ' ' && c < 0x7F && c != '"'),
        "a codec string that no playlist can hold");
    DecoderSetup.fingerprint(List.of(track));
    var init = Effort.within(bound, () -> init(track));
    if (init.isPresent()) {
      Check.that(init.get().length > 0, "no init segment");
    }
  }

  private static Optional<byte[]> init(Track track) {
    try {
      var codec = TrackCodec.of(track);
      if (codec.isPresent() && codec.get() instanceof TrackCodec.Hevc(_, byte[] hvcC)) {
        byte[] complete = HevcConfiguration.complete(hvcC);
        Check.that(complete.length == hvcC.length, "a configuration of another length");
        HevcConfiguration.read(complete);
      }
      var header = new StreamHeader(new byte[0], new byte[0], 1_000_000, List.of(track));
      return codec.map(each -> InitSegment.of(PlayableTrack.of(header, 0, each)));
    } catch (MalformedMediaException _) {
      return Optional.empty();
    }
  }

  static Track track(String codecId, byte[] configuration) {
    int type = codecId.startsWith("V") ? Track.VIDEO : Track.AUDIO;
    return new Track(
        1, 1, type, "", "", codecId, configuration, 0, 0, false, 640, 480, 48_000, 2, 16);
  }

  /// The configurations of the captures, and one for each codec that none of them has.
  static List<byte[]> seeds() {
    var seeds = new ArrayList<byte[]>();
    for (var track : Captures.tracks()) {
      int codec = Math.max(0, CODEC_IDS.indexOf(track.codecId()));
      var seed = new ByteArrayOutputStream();
      seed.write(codec);
      seed.writeBytes(track.codecPrivate());
      seeds.add(seed.toByteArray());
    }
    for (String other :
        List.of(
            "01010160000000b0000000000078f000fcfdf8f800000f03200001001840010c01ffff016000000300b0"
                + "0000030000030078ac09210001002a420101016000000300b00000030000030078a003c08010e596"
                + "6ab926442c0b9284242e3e9d400000fa40001d4c1a22000100064401c172b022",
            "022b8a0800",
            "03060001008813000088130000010008000000",
            "04280000008002000068010000010018004d4a50470000000000000000000000000000000000000000",
            "054f707573486561640102380180bb0000000000")) {
      seeds.add(HexFormat.of().parseHex(other));
    }
    return seeds;
  }
}
