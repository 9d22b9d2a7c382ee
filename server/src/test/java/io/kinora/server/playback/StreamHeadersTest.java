package io.kinora.server.playback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.media.ebml.EbmlWriter;
import io.kinora.server.Mkv;
import io.kinora.server.config.Leniency;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// Stored stream headers are read once, and made what players need.
final class StreamHeadersTest {
  private static final int VOID = 0xEC;

  private final StreamHeaders headers = new StreamHeaders(Leniency.ACCEPT);

  @Test
  void equalHeadersAreReadOnce() {
    var first = headers.read(Mkv.servedHeader(1));
    assertThat(headers.read(Mkv.servedHeader(1))).isSameAs(first);
    assertThat(first.tracks()).hasSize(1);
    assertThat(headers.read(Mkv.servedHeader(2)).tracks()).hasSize(2);
  }

  @Test
  void onlySoManyAreRemembered() {
    var first = headers.read(padded(1));
    for (int octets = 2; octets <= StreamHeaders.REMEMBERED_MAX; octets++) {
      headers.read(padded(octets));
    }
    assertThat(headers.read(padded(1))).isSameAs(first);
    headers.read(padded(StreamHeaders.REMEMBERED_MAX + 1));
    headers.read(padded(StreamHeaders.REMEMBERED_MAX + 2));
    assertThat(headers.read(padded(1))).isSameAs(first);
    assertThat(headers.read(padded(2))).isNotSameAs(first);
  }

  @Test
  void aLargeHeaderIsReadAnew() {
    var large = padded(StreamHeaders.REMEMBERED_BYTES_MAX);
    assertThat(headers.read(large)).isNotSameAs(headers.read(large));
  }

  @Test
  void aConfigurationOfAnnexBBecomesAnAvcC() {
    var annexB =
        HexFormat.of()
            .parseHex("00000001674d401fda014016ec0440000003004000000f03c60ca80000000168ef3c80");
    var track = headers.read(Mkv.headerOf(Mkv.track(1, 1, "V_MPEG4/ISO/AVC", annexB))).tracks();
    assertThat(track.getFirst().codecPrivate()).startsWith(1, 0x4d, 0x40, 0x1f, 0xff, 0xe1);

    var useless = HexFormat.of().parseHex("0000000109F0");
    var same = headers.read(Mkv.headerOf(Mkv.track(1, 1, "V_MPEG4/ISO/AVC", useless))).tracks();
    assertThat(same.getFirst().codecPrivate()).isEqualTo(useless);

    var header = Mkv.headerOf(Mkv.track(1, 1, "V_MPEG4/ISO/AVC", annexB));
    assertThat(new StreamHeaders(Leniency.REFUSE).read(header).tracks().getFirst().codecPrivate())
        .isEqualTo(annexB);
  }

  @Test
  void paddingBehindACodecIdIsNoPartOfIt() {
    var track = Mkv.track(1, 1, "V_MPEG4/ISO/AVC\0\0\0", new byte[0]);
    assertThat(headers.read(Mkv.headerOf(track)).tracks().getFirst().codecId())
        .isEqualTo("V_MPEG4/ISO/AVC");
  }

  @Test
  void whatWasNeverIngestedIsOurFault() {
    assertThatThrownBy(() -> headers.read(new byte[] {1, 2, 3}))
        .isInstanceOf(IllegalStateException.class);
  }

  private static byte[] padded(int octets) {
    var padding = new EbmlWriter();
    padding.binary(VOID, new byte[octets]);
    return Mkv.join(Mkv.servedHeader(1), padding.toByteArray());
  }
}
