package io.kinora.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamArnTest {
  private static final String TEXT =
      "arn:aws-cn:kinesisvideo:cn-north-1:111122223333:stream/a_b.c-1/1551924009774";

  @Test
  void anArnIsReadAndPrinted() {
    var arn = new StreamArn("aws-cn", "cn-north-1", "111122223333", "a_b.c-1", 1_551_924_009_774L);

    assertThat(StreamArn.parse(TEXT)).contains(arn);
    assertThat(arn).hasToString(TEXT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cam1",
        "arn:aws:kinesisvideo:r:1:channel/cam1/1",
        "arn:aws:kinesis:r:1:stream/cam1/1",
        "arn:aws:kinesisvideo:r:1:stream/cam1",
        "arn:aws:kinesisvideo:r:1:stream/cam1/",
        "arn:aws:kinesisvideo:r:1:stream/cam1/x",
        "arn:aws:kinesisvideo:r:x:stream/cam1/1",
        "arn:aws:kinesisvideo:R:1:stream/cam1/1",
        "arn:aws:kinesisvideo:r:1:stream/cam1/1/2",
        "arn:aws:kinesisvideo:r:1:stream/cam1/1\n",
      })
  void anythingElseIsNone(String text) {
    assertThat(StreamArn.parse(text)).isEmpty();
  }

  @Test
  void aTimeBeyondAllTimesIsWellFormed() {
    assertThat(StreamArn.parse("arn:aws:kinesisvideo:r:1:stream/cam1/" + "9".repeat(400)))
        .hasValueSatisfying(arn -> assertThat(arn.createdAtMs()).isEqualTo(Long.MAX_VALUE));
  }
}
