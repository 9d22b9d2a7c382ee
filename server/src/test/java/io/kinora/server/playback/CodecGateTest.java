package io.kinora.server.playback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.media.codec.TrackCodec;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.media.matroska.Track;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.ApiException;
import io.kinora.server.config.Leniency;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Which tracks are played in which container, and what is said of those that cannot be.
final class CodecGateTest {
  private static final CodecGate GATE = new CodecGate(Leniency.ACCEPT, Leniency.ACCEPT);
  private static final CodecGate AWS = new CodecGate(Leniency.REFUSE, Leniency.REFUSE);

  private static final String SPS = "674d401fda014016ec0440000003004000000f03c60ca8";
  private static final String PPS = "68ef3c80";
  private static final String AVCC = "014d401fffe10017" + SPS + "010004" + PPS;
  private static final String HVCC =
      "0101600000009000000000005df000fcfdf8f800000f03200001001840010c01ffff0160000003009000"
          + "0003000003005dba0240210001002942010101600000030090000003000003005da00280802d165b"
          + "a4a4c2f0168080000003008000000f0422000100064401c073c189";
  private static final String ALAW = "060001 00 401F0000 401F0000 0100 0800 0000";
  private static final String MULAW = "070001 00 401F0000 401F0000 0100 0800 0000";

  private static final Track AVC = video(1, "V_MPEG4/ISO/AVC", AVCC);
  private static final Track HEVC = video(1, "V_MPEGH/ISO/HEVC", HVCC);
  private static final Track AAC = audio(2, "A_AAC", "1188");
  private static final Track G711A = audio(2, "A_MS/ACM", ALAW);
  private static final Track G711U = audio(2, "A_MS/ACM", MULAW);

  @ParameterizedTest
  @EnumSource
  void videoAndAacPlayEverywhere(Container container) throws Exception {
    var tracks = tracks(container, AVC, AAC);
    assertThat(tracks.video().orElseThrow().codec()).isInstanceOf(TrackCodec.Avc.class);
    assertThat(tracks.audio().orElseThrow().codec()).isInstanceOf(TrackCodec.Aac.class);
    assertThat(tracks.all()).hasSize(2);
    assertThat(tracks(container, AVC).audio()).isEmpty();
    assertThat(tracks(container, AAC).video()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HLS_TS")
  void mp4CarriesH265AndG711(Container container) throws Exception {
    for (var audio : List.of(G711A, G711U)) {
      assertThat(tracks(container, AVC, audio).all()).hasSize(2);
      assertThat(tracks(container, HEVC, audio).all()).hasSize(2);
    }
    assertThat(tracks(container, HEVC).all()).hasSize(1);
  }

  @Test
  void mpegTsCarriesNeither() {
    refuses(ApiError.UNSUPPORTED_STREAM_MEDIA_TYPE, Container.HLS_TS, HEVC);
    refuses(ApiError.UNSUPPORTED_STREAM_MEDIA_TYPE, Container.HLS_TS, AVC, G711A);
    refuses(ApiError.UNSUPPORTED_STREAM_MEDIA_TYPE, Container.HLS_TS, AVC, G711U);
  }

  @ParameterizedTest
  @CsvSource({
    "V_MPEG4/ISO/AVC," + AVCC,
    "V_MPEG/ISO/AVC," + AVCC,
    "V_MPEGH/ISO/HEVC," + HVCC,
    "V_MPEG/ISO/HEVC," + HVCC
  })
  void bothSpellingsOfVideoAreKnown(String codecId, String configuration) throws Exception {
    assertThat(tracks(Container.MP4_CLIP, video(1, codecId, configuration)).video()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"A_AAC", "A_AAC/MPEG4/LC", "A_AAC/MPEG2/LC"})
  void allSpellingsOfAacAreKnown(String codecId) throws Exception {
    assertThat(tracks(Container.MP4_CLIP, audio(2, codecId, "1188")).audio()).isPresent();
  }

  @Test
  void theNumberTellsTheTrackAndElseTheType() throws Exception {
    var other = video(7, "V_MPEG4/ISO/AVC", AVCC);
    var second = audio(9, "A_AAC", "1190");
    assertThat(tracks(Container.MP4_CLIP, other, second, AVC, AAC).all())
        .extracting(track -> track.track().number())
        .containsExactly(1L, 2L);
    assertThat(tracks(Container.MP4_CLIP, second, other, audio(8, "A_AAC", "1188")).all())
        .extracting(track -> track.track().number())
        .containsExactly(7L, 9L);
    assertThat(
            tracks(Container.MP4_CLIP, audio(1, "A_AAC", "1188"), video(2, "V_MPEG4/ISO/AVC", AVCC))
                .all())
        .extracting(track -> track.track().number())
        .containsExactly(2L, 1L);
  }

  @Test
  void otherCodecsAreUnsupported() {
    refuses(ApiError.UNSUPPORTED_STREAM_MEDIA_TYPE, Container.MP4_CLIP, video(1, "V_VP9", ""));
    refuses(
        ApiError.UNSUPPORTED_STREAM_MEDIA_TYPE, Container.MP4_CLIP, AVC, audio(2, "A_OPUS", ""));
    refuses(
        ApiError.UNSUPPORTED_STREAM_MEDIA_TYPE,
        Container.MP4_CLIP,
        audio(2, "A_MS/ACM", ALAW.replaceFirst("06", "01")));
    refuses(
        ApiError.UNSUPPORTED_STREAM_MEDIA_TYPE,
        Container.MP4_CLIP,
        new Track(1, 1, 17, "", "", "S_TEXT/UTF8", hex(""), 0, 0, false, 0, 0, 0, 0, 0));
  }

  @Test
  void tracksWhoseFramesAreEncodedOnceMoreAreUnsupported() {
    refuses(
        ApiError.UNSUPPORTED_STREAM_MEDIA_TYPE,
        Container.MP4_CLIP,
        new Track(1, 1, 1, "", "", "V_MPEG4/ISO/AVC", hex(AVCC), 0, 0, true, 0, 0, 0, 0, 0));
  }

  @Test
  void aMissingConfigurationIsSaidToBeMissing() {
    refuses(ApiError.MISSING_CODEC_PRIVATE_DATA, Container.MP4_CLIP, AVC, audio(2, "A_AAC", ""))
        .hasMessage("Missing codec private data in fragment for track 2.");
    refuses(ApiError.MISSING_CODEC_PRIVATE_DATA, Container.DASH, video(1, "V_MPEGH/ISO/HEVC", ""))
        .hasMessage("Missing codec private data in fragment for track 1.");
    refuses(ApiError.MISSING_CODEC_PRIVATE_DATA, Container.DASH, AVC, audio(2, "A_MS/ACM", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "00000001" + SPS + "000001" + PPS,
    "00000017" + SPS + "00000004" + PPS + "0000000165"
  })
  void aMissingVideoConfigurationIsMadeOfTheFirstKeyFrame(String frame) throws Exception {
    var bare = video(1, "V_MPEG4/ISO/AVC", "");
    var tracks =
        GATE.tracks(
            header(bare),
            Container.MP4_CLIP,
            index -> Optional.of(hex(frame)).filter(_ -> index == 0));
    assertThat(tracks.video().orElseThrow().codec())
        .isInstanceOfSatisfying(
            TrackCodec.Avc.class, avc -> assertThat(avc.avcC()).isEqualTo(hex(AVCC)));
  }

  @Test
  void aKeyFrameWithoutParameterSetsDoesNotHelp() {
    assertThatThrownBy(
            () ->
                GATE.tracks(
                    header(video(1, "V_MPEG4/ISO/AVC", "")),
                    Container.MP4_CLIP,
                    _ -> Optional.of(hex("0000000165"))))
        .hasMessage("Missing codec private data in fragment for track 1.");
  }

  @ParameterizedTest
  @CsvSource({
    "V_MPEG4/ISO/AVC, 024d401fff",
    "V_MPEG4/ISO/AVC, 014d401fffe10017",
    "V_MPEG4/ISO/AVC, 0000000109F0",
    "V_MPEGH/ISO/HEVC, 0101"
  })
  void aVideoConfigurationThatCannotBeReadIsInvalid(String codecId, String configuration) {
    refuses(
            ApiError.INVALID_CODEC_PRIVATE_DATA,
            Container.MP4_CLIP,
            video(1, codecId, configuration))
        .hasMessageStartingWith("Invalid codec private data in fragment for track 1");
  }

  @ParameterizedTest
  @CsvSource({"1688", "1708", "11", "0600"})
  void anAudioConfigurationThatCannotBeReadIsInvalid(String configuration) {
    var codecId = configuration.equals("0600") ? "A_MS/ACM" : "A_AAC";
    refuses(
        ApiError.INVALID_CODEC_PRIVATE_DATA,
        Container.MP4_CLIP,
        AVC,
        audio(2, codecId, configuration));
  }

  @Test
  void mpegTsCarriesOnlyTheRatesOfAdts() throws Exception {
    // Type 2, index 15, 48,000 or 50,000 in 24 bits, one channel.
    assertThat(tracks(Container.HLS_TS, audio(2, "A_AAC", "17805DC008")).audio()).isPresent();
    var odd = audio(2, "A_AAC", "178061A808");
    refuses(ApiError.UNSUPPORTED_STREAM_MEDIA_TYPE, Container.HLS_TS, AVC, odd);
    assertThat(tracks(Container.HLS_FMP4, AVC, odd).audio()).isPresent();
  }

  @Test
  void aRateThatIsWrittenOutIsAccepted() throws Exception {
    // Type 2, index 15, 48,000 in 24 bits, one channel.
    var aac = audio(2, "A_AAC", "17805DC008");
    assertThat(tracks(Container.MP4_CLIP, aac).audio().orElseThrow().timescale().perSecond())
        .isEqualTo(48_000);
  }

  /// AWS's table: the tracks, then whether GetClip, DASH, HLS in MP4 and HLS in TS play them.
  @ParameterizedTest
  @CsvSource({
    "AVC, NONE, true, true, true, true",
    "AVC, AAC, true, true, true, true",
    "AVC, ALAW, true, true, false, false",
    "AVC, MULAW, false, true, false, false",
    "HEVC, NONE, true, true, true, false",
    "HEVC, AAC, true, true, true, false",
    "HEVC, ALAW, false, false, false, false",
    "NONE, AAC, false, true, true, true",
    "NONE, ALAW, false, false, false, false"
  })
  void otherCodecsCanBeRefused(
      String video, String audio, boolean clip, boolean dash, boolean mp4, boolean ts)
      throws Exception {
    var known = Map.of("AVC", AVC, "HEVC", HEVC, "AAC", AAC, "ALAW", G711A, "MULAW", G711U);
    var header =
        header(
            Stream.of(video, audio).map(known::get).filter(Objects::nonNull).toArray(Track[]::new));
    var played =
        Map.of(
            Container.MP4_CLIP, clip,
            Container.DASH, dash,
            Container.HLS_FMP4, mp4,
            Container.HLS_TS, ts);
    for (var container : Container.values()) {
      var gate = assertThatCode(() -> AWS.tracks(header, container, KeyFrames.NONE));
      if (played.getOrDefault(container, false)) {
        gate.doesNotThrowAnyException();
      } else {
        gate.isInstanceOfSatisfying(
            ApiException.class,
            refused ->
                assertThat(refused.error()).isEqualTo(ApiError.UNSUPPORTED_STREAM_MEDIA_TYPE));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MISSING_CODEC_PRIVATE_DATA, V_MPEG4/ISO/AVC, ''",
    "INVALID_CODEC_PRIVATE_DATA, A_AAC, 17805DC008"
  })
  void configurationsThatAwsDoesNotKnowCanBeRefused(
      ApiError error, String codecId, String configuration) throws Exception {
    boolean isVideo = codecId.startsWith("V");
    var keyFrame = Optional.of(hex("00000001" + SPS + "000001" + PPS));
    var tracks =
        isVideo
            ? header(video(1, codecId, configuration))
            : header(AVC, audio(2, codecId, configuration));

    assertThat(GATE.tracks(tracks, Container.DASH, _ -> keyFrame).all()).isNotEmpty();
    assertThatThrownBy(() -> AWS.tracks(tracks, Container.DASH, _ -> keyFrame))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.error()).isEqualTo(error));
  }

  private static PlayableTracks tracks(Container container, Track... tracks) throws Exception {
    return GATE.tracks(header(tracks), container, KeyFrames.NONE);
  }

  private static AbstractThrowableAssert<?, ?> refuses(
      ApiError error, Container container, Track... tracks) {
    return assertThatThrownBy(() -> tracks(container, tracks))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.error()).isEqualTo(error));
  }

  private static StreamHeader header(Track... tracks) {
    return new StreamHeader(new byte[0], new byte[0], 1_000_000, Arrays.asList(tracks));
  }

  private static Track video(int number, String codecId, String configuration) {
    return track(number, Track.VIDEO, codecId, configuration);
  }

  private static Track audio(int number, String codecId, String configuration) {
    return track(number, Track.AUDIO, codecId, configuration);
  }

  private static Track track(int number, int type, String codecId, String configuration) {
    return new Track(
        number, number, type, "", "", codecId, hex(configuration), 0, 0, false, 0, 0, 0, 0, 0);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }
}
