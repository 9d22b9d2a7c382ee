package io.kinora.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LivePlaylistTest {
  private static final String HEAD =
      """
      #EXTM3U
      #EXT-X-TARGETDURATION:2
      #EXT-X-MEDIA-SEQUENCE:7
      #EXT-X-PART:DURATION=1.0,URI="m.mp4?FragmentNumber=1&SessionToken=abc&Part=0",INDEPENDENT=YES
      #EXTINF:2.0,
      m.mp4?FragmentNumber=1&SessionToken=abc
      """;

  @Test
  void aWholeSegmentIsFollowedByTheFirstPartOfTheNext() {
    var playlist = LivePlaylist.parse(HEAD);

    assertThat(playlist.blocking()).isEqualTo("&_HLS_msn=8&_HLS_part=0");
    assertThat(playlist.targetNs()).isEqualTo(2_000_000_000L);
    assertThat(playlist.segments()).containsExactly("m.mp4?FragmentNumber=1&SessionToken=abc");
    assertThat(playlist.position()).isEqualTo("m.mp4?FragmentNumber=1&");
  }

  @Test
  void partsOfASegmentThatArrivesAreCounted() {
    var playlist =
        LivePlaylist.parse(
            HEAD
                + """
                #EXT-X-PART:DURATION=1.0,URI="m.mp4?FragmentNumber=2&SessionToken=abc&Part=0"
                #EXT-X-PRELOAD-HINT:TYPE=PART,URI="m.mp4?FragmentNumber=2&SessionToken=abc&Part=1"
                """);

    assertThat(playlist.blocking()).isEqualTo("&_HLS_msn=8&_HLS_part=1");
    assertThat(playlist.parts()).hasSize(2);
    assertThat(playlist.position()).isEqualTo("m.mp4?FragmentNumber=2&&Part=0");
  }
}
