package io.kinora.server.playback.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.playback.hls.MediaPlaylist.Segment;
import io.kinora.store.FragmentNumber;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MediaPlaylistTest {
  private static final HlsUris.Segments URIS = new HlsUris.Segments("seg-", ".mp4");

  @Test
  void anOnDemandPlaylistReadsAsTheServiceWritesIt() {
    var playlist =
        new MediaPlaylist(
            7,
            true,
            2,
            0,
            0,
            true,
            true,
            List.of(
                new Segment(
                    false,
                    Optional.of("getMP4InitFragment.mp4?SessionToken=T&TrackNumber=1"),
                    Optional.of(1_643_353_235_931L),
                    List.of(),
                    1857,
                    false,
                    number(1)),
                new Segment(
                    false,
                    Optional.empty(),
                    Optional.of(1_643_353_237_787L),
                    List.of(),
                    2000,
                    false,
                    number(2))),
            URIS,
            Optional.empty());

    assertThat(playlist.text())
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-PLAYLIST-TYPE:VOD
            #EXT-X-TARGETDURATION:2
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-MAP:URI="getMP4InitFragment.mp4?SessionToken=T&TrackNumber=1"
            #EXT-X-PROGRAM-DATE-TIME:2022-01-28T07:00:35.931Z
            #EXTINF:1.857,
            seg-91343852333181432392682062643043485084305850375.mp4
            #EXT-X-PROGRAM-DATE-TIME:2022-01-28T07:00:37.787Z
            #EXTINF:2.0,
            seg-91343852333181432397633822800185006183902347271.mp4
            #EXT-X-ENDLIST
            """);
  }

  @Test
  void aLivePlaylistSaysWhatSlidOutAndWhatIsMissing() {
    var playlist =
        new MediaPlaylist(
            7,
            false,
            1,
            41,
            3,
            false,
            false,
            List.of(
                new Segment(
                    true, Optional.of("init"), Optional.empty(), List.of(), 998, false, number(1)),
                new Segment(
                    false, Optional.empty(), Optional.empty(), List.of(), 40, true, number(2))),
            URIS,
            Optional.empty());

    assertThat(playlist.text())
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-TARGETDURATION:1
            #EXT-X-MEDIA-SEQUENCE:41
            #EXT-X-DISCONTINUITY-SEQUENCE:3
            #EXT-X-DISCONTINUITY
            #EXT-X-MAP:URI="init"
            #EXTINF:0.998,
            seg-91343852333181432392682062643043485084305850375.mp4
            #EXT-X-GAP
            #EXTINF:0.04,
            seg-91343852333181432397633822800185006183902347271.mp4
            """);
  }

  @Test
  void secondsHaveUpToThreeDigitsAndNoExponent() {
    assertThat(MediaPlaylist.seconds(1)).isEqualTo("0.001");
    assertThat(MediaPlaylist.seconds(1010)).isEqualTo("1.01");
    assertThat(MediaPlaylist.seconds(9_999_999_999L)).isEqualTo("9999999.999");
  }

  private static FragmentNumber number(long sequence) {
    return new FragmentNumber(sequence, 1_643_353_235_931L, 7);
  }
}
