package io.kinora.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.http.Headers.Field;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the `Range` field asks for.
final class ByteRangeTest {
  private static final long LENGTH = 1000;
  private static final String TAG = "\"t\"";

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 0",
    "bytes=10-19, 10, 19",
    "bytes=10-, 10, 999",
    "bytes=999-, 999, 999",
    "bytes=0-999999999999999999, 0, 999",
    "bytes=-1, 999, 999",
    "bytes=-5000, 0, 999"
  })
  void oneRangeIsUnderstood(String range, long from, long to) {
    assertThat(asked(new Field("range", range)))
        .isEqualTo(new ByteRange.Asked.Part(new ByteRange(from, to)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=1000-", "bytes=2000-3000", "bytes=-0"})
  void whatIsNotThereCannotBeServed(String range) {
    assertThat(asked(new Field("Range", range))).isInstanceOf(ByteRange.Asked.Unsatisfiable.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=0-1,5-6",
        "bytes=-",
        "bytes=5-4",
        "items=0-1",
        "bytes=a-b",
        "bytes=0-9999999999999999999",
        ""
      })
  void whatIsNoSingleRangeMeansAll(String range) {
    assertThat(asked(new Field("Range", range))).isInstanceOf(ByteRange.Asked.All.class);
  }

  @Test
  void aRangeOfAnotherRepresentationMeansAll() {
    var range = new Field("Range", "bytes=0-9");
    assertThat(asked(range, new Field("If-Range", TAG))).isInstanceOf(ByteRange.Asked.Part.class);
    assertThat(asked(range, new Field("If-Range", "\"u\"")))
        .isInstanceOf(ByteRange.Asked.All.class);
    assertThat(asked(range, new Field("If-Range", "W/" + TAG)))
        .as("weak tags say nothing about octets")
        .isInstanceOf(ByteRange.Asked.All.class);
    assertThat(asked(range, new Field("If-Range", "Sat, 21 Nov 2026 14:00:00 GMT")))
        .isInstanceOf(ByteRange.Asked.All.class);
    assertThat(asked()).isInstanceOf(ByteRange.Asked.All.class);
  }

  private static ByteRange.Asked asked(Field... fields) {
    return ByteRange.of(new Headers(List.of(fields)), LENGTH, TAG);
  }
}
