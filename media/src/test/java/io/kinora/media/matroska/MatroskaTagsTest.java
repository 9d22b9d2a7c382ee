package io.kinora.media.matroska;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.media.matroska.MatroskaTags.SimpleTag;
import java.nio.charset.StandardCharsets;
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

    assertThat(tags).hasSize(243);
    assertThat(tags)
        .startsWith(
            WorkedDocument.concat(
                WorkedDocument.hex("1254C367 100000EB 7373 100000E5 67C8 1000005B 45A3 10000020"),
                "AWS_KINESISVIDEO_FRAGMENT_NUMBER".getBytes(StandardCharsets.US_ASCII),
                WorkedDocument.hex("4487 1000002F"),
                NUMBER.getBytes(StandardCharsets.US_ASCII),
                WorkedDocument.hex("67C8 1000003B 45A3 10000021")));
  }
}
