package io.kinora.media.matroska;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.media.matroska.MatroskaTags.SimpleTag;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Consumers know these elements to the octet.
final class MatroskaTagsTest {
  private static final String NUMBER = "91343852333181432392682062607743920146159169392";

  @Test
  void theTagsBeforeAFragmentAreThoseOfTheRecordings() {
    byte[] tags =
        MatroskaTags.encode(
            List.of(
                new SimpleTag("AWS_KINESISVIDEO_FRAGMENT_NUMBER", NUMBER),
                new SimpleTag("AWS_KINESISVIDEO_SERVER_TIMESTAMP", "1511852109.126"),
                new SimpleTag("AWS_KINESISVIDEO_PRODUCER_TIMESTAMP", "1511852108.513")));

    assertThat(tags)
        .hasSize(243)
        .isEqualTo(
            Mkv.concat(
                Mkv.hex("1254C367 100000EB  7373 100000E5"),
                Mkv.hex("67C8 1000005B  45A3 10000020"),
                Mkv.utf8("AWS_KINESISVIDEO_FRAGMENT_NUMBER"),
                Mkv.hex("4487 1000002F"),
                Mkv.utf8(NUMBER),
                Mkv.hex("67C8 1000003B  45A3 10000021"),
                Mkv.utf8("AWS_KINESISVIDEO_SERVER_TIMESTAMP"),
                Mkv.hex("4487 1000000E"),
                Mkv.utf8("1511852109.126"),
                Mkv.hex("67C8 1000003D  45A3 10000023"),
                Mkv.utf8("AWS_KINESISVIDEO_PRODUCER_TIMESTAMP"),
                Mkv.hex("4487 1000000E"),
                Mkv.utf8("1511852108.513")));
  }

  @Test
  void theTagsBehindAFragmentAreThoseOfTheRecordings() {
    byte[] tags =
        MatroskaTags.encode(
            List.of(
                new SimpleTag("AWS_KINESISVIDEO_MILLIS_BEHIND_NOW", "15858"),
                new SimpleTag("AWS_KINESISVIDEO_CONTINUATION_TOKEN", NUMBER)));

    assertThat(tags)
        .hasSize(171)
        .isEqualTo(
            Mkv.concat(
                Mkv.hex("1254C367 100000A3  7373 1000009D"),
                Mkv.hex("67C8 10000033  45A3 10000022"),
                Mkv.utf8("AWS_KINESISVIDEO_MILLIS_BEHIND_NOW"),
                Mkv.hex("4487 10000005"),
                Mkv.utf8("15858"),
                Mkv.hex("67C8 1000005E  45A3 10000023"),
                Mkv.utf8("AWS_KINESISVIDEO_CONTINUATION_TOKEN"),
                Mkv.hex("4487 1000002F"),
                Mkv.utf8(NUMBER)));
  }

  @Test
  void theStartOfADocumentIsReadable() throws Exception {
    byte[] document = Mkv.concat(MatroskaDocument.start(), Mkv.tracks(1), Mkv.cluster());
    var splitting = Splitting.of(document);

    assertThat(splitting.fragments.getFirst().headerBytes())
        .isEqualTo(Mkv.concat(MatroskaDocument.start(), Mkv.tracks(1)));
  }
}
