package io.kinora.server.playback.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.http.Headers;
import io.kinora.server.playback.session.ByteRange.Asked;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ByteRangeTest {
  @Test
  void aSingleRangeIsCutToWhatThereIs() {
    assertThat(asked("bytes=0-9")).isEqualTo(new Asked.Part(new ByteRange(0, 9)));
    assertThat(asked("bytes=90-")).isEqualTo(new Asked.Part(new ByteRange(90, 99)));
    assertThat(asked("bytes=90-1000")).isEqualTo(new Asked.Part(new ByteRange(90, 99)));
    assertThat(asked("bytes=-10")).isEqualTo(new Asked.Part(new ByteRange(90, 99)));
    assertThat(asked("bytes=-1000")).isEqualTo(new Asked.Part(new ByteRange(0, 99)));
    assertThat(asked("bytes=99-99").equals(new Asked.Part(new ByteRange(99, 99)))).isTrue();
  }

  @Test
  void whatLiesBehindTheEndCannotBeHad() {
    assertThat(asked("bytes=100-")).isEqualTo(new Asked.Unsatisfiable());
    assertThat(asked("bytes=100-200")).isEqualTo(new Asked.Unsatisfiable());
    assertThat(asked("bytes=-0")).isEqualTo(new Asked.Unsatisfiable());
  }

  @Test
  void whatIsNoSingleRangeMeansAll() {
    for (var value :
        List.of(
            "bytes=-",
            "bytes=9-0",
            "bytes=0-1,4-5",
            "bytes=a-b",
            "items=0-1",
            "",
            "bytes=99999999999999999999-")) {
      assertThat(asked(value)).as(value).isEqualTo(new Asked.All());
    }
    assertThat(ByteRange.of(new Headers(List.of()), 100)).isEqualTo(new Asked.All());
  }

  private static Asked asked(String range) {
    return ByteRange.of(new Headers(List.of(new Headers.Field("Range", range))), 100);
  }
}
