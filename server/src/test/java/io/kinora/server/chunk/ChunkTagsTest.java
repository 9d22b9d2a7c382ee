package io.kinora.server.chunk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The tags as the real service was recorded to send them.
class ChunkTagsTest {
  private static final String DIGITS = "91343852333181432392682062607743920146159169392";
  private static final ChunkTags.Fragment FRAGMENT =
      new ChunkTags.Fragment(DIGITS, 1511852109126L, 1511852108513L);

  @Test
  void theTagsInFrontOfAClusterAreThoseOfTheRecording() {
    var expected =
        "1254C367100000EB"
            + "7373100000E5"
            + ("67C81000005B" + "45A310000020" + hex("AWS_KINESISVIDEO_FRAGMENT_NUMBER"))
            + ("44871000002F" + hex(DIGITS))
            + ("67C81000003B" + "45A310000021" + hex("AWS_KINESISVIDEO_SERVER_TIMESTAMP"))
            + ("44871000000E" + hex("1511852109.126"))
            + ("67C81000003D" + "45A310000023" + hex("AWS_KINESISVIDEO_PRODUCER_TIMESTAMP"))
            + ("44871000000E" + hex("1511852108.513"));
    assertThat(upper(ChunkTags.before(FRAGMENT))).isEqualTo(expected);
    assertThat(ChunkTags.before(FRAGMENT)).hasSize(243);
  }

  @Test
  void theTagsBehindAClusterAreThoseOfTheRecording() {
    var expected =
        "1254C367100000A3"
            + "73731000009D"
            + ("67C810000033" + "45A310000022" + hex("AWS_KINESISVIDEO_MILLIS_BEHIND_NOW"))
            + ("448710000005" + hex("15858"))
            + ("67C81000005E" + "45A310000023" + hex("AWS_KINESISVIDEO_CONTINUATION_TOKEN"))
            + ("44871000002F" + hex(DIGITS));
    assertThat(upper(ChunkTags.after(15858, DIGITS))).isEqualTo(expected);
    assertThat(ChunkTags.after(15858, DIGITS)).hasSize(171);
  }

  @Test
  void smallTimesAreNotPadded() {
    var tags = ChunkTags.before(new ChunkTags.Fragment(DIGITS, 5000, 0));
    assertThat(new String(tags, US_ASCII)).contains("5.000").endsWith("0.000");
  }

  @Test
  void theListFormCarriesTheDocumentedNamesBesideThoseThatClientsRead() {
    var tags = new String(ChunkTags.beforeWithAliases(FRAGMENT), US_ASCII);
    assertThat(tags)
        .containsSubsequence(
            "AWS_KINESISVIDEO_FRAGMENT_NUMBER",
            "AWS_KINESISVIDEO_SERVER_TIMESTAMP",
            "AWS_KINESISVIDEO_PRODUCER_TIMESTAMP",
            "AWS_KINESISVIDEO_SERVER_SIDE_TIMESTAMP",
            "AWS_KINESISVIDEO_PRODUCER_SIDE_TIMESTAMP");
  }

  @Test
  void anErrorChunkIsADocumentWithCodeAndIdAndNoServerTimestamp() {
    var chunk =
        new String(ChunkTags.error(Optional.of(DIGITS), ChunkError.FRAGMENT_NOT_FOUND), US_ASCII);
    assertThat(chunk)
        .contains("matroska")
        .containsSubsequence(
            "FRAGMENT_NUMBER", "ERROR_CODE", "FRAGMENT_NOT_FOUND", "ERROR_ID", "4000")
        .doesNotContain("SERVER_TIMESTAMP");
  }

  private static String hex(String text) {
    return upper(text.getBytes(US_ASCII));
  }

  private static String upper(byte[] octets) {
    return HexFormat.of().withUpperCase().formatHex(octets);
  }
}
