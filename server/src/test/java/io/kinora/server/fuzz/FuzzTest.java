package io.kinora.server.fuzz;

import io.kinora.testkit.FuzzTarget;
import io.kinora.testkit.Fuzzing;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever clients ask, nothing breaks.
final class FuzzTest {
  static Stream<FuzzTarget> targets() {
    return Fuzzing.chosen(
        new FuzzTarget(
            SignatureFuzz.class, SignatureFuzz::fuzzerTestOneInput, SignatureFuzz::seeds),
        new FuzzTarget(TokensFuzz.class, TokensFuzz::fuzzerTestOneInput, TokensFuzz::seeds),
        new FuzzTarget(
            ByteRangeFuzz.class, ByteRangeFuzz::fuzzerTestOneInput, ByteRangeFuzz::seeds),
        new FuzzTarget(RestJsonFuzz.class, RestJsonFuzz::fuzzerTestOneInput, RestJsonFuzz::seeds),
        new FuzzTarget(
            PlaybackUrlFuzz.class, PlaybackUrlFuzz::fuzzerTestOneInput, PlaybackUrlFuzz::seeds));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("targets")
  void whatIsKnownBreaksNothing(FuzzTarget target) throws Exception {
    Fuzzing.replay(target);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("targets")
  @Execution(ExecutionMode.CONCURRENT)
  void nothingIsFoundThatBreaks(FuzzTarget target) throws Exception {
    Fuzzing.search(target);
  }
}
