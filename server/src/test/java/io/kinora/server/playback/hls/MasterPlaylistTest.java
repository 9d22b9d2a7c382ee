package io.kinora.server.playback.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.playback.hls.MasterPlaylist.Variant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MasterPlaylistTest {
  @Test
  void audioIsARenditionOfItsOwn() {
    var master =
        new MasterPlaylist(
            7,
            true,
            List.of(new Variant(List.of("avc1.42c032", "mp4a.40.2"), 2_583_047, 2_000_000, true)),
            Optional.of(new MasterPlaylist.Picture(2592, 1944, 15.0149)),
            "video.m3u8",
            Optional.of(new MasterPlaylist.Audio("audio.m3u8", 1)));

    assertThat(master.text())
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-MEDIA:AUTOSELECT=YES,TYPE=AUDIO,URI="audio.m3u8",GROUP-ID="audio",DEFAULT=YES,NAME="audio",CHANNELS="1"
            #EXT-X-STREAM-INF:CODECS="avc1.42c032,mp4a.40.2",RESOLUTION=2592x1944,FRAME-RATE=15.01,BANDWIDTH=2583047,AVERAGE-BANDWIDTH=2000000,AUDIO="audio"
            video.m3u8
            """);
  }

  @Test
  void audioAloneHasNoPicture() {
    var master =
        new MasterPlaylist(
            3,
            false,
            List.of(new Variant(List.of("mp4a.40.2"), 64_000, 60_000, true)),
            Optional.empty(),
            "a.m3u8",
            Optional.empty());

    assertThat(master.text())
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:3
            #EXT-X-STREAM-INF:CODECS="mp4a.40.2",BANDWIDTH=64000,AVERAGE-BANDWIDTH=60000
            a.m3u8
            """);
  }
}
