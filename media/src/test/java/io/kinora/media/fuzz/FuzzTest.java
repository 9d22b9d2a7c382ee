package io.kinora.media.fuzz;

import io.kinora.testkit.FuzzTarget;
import io.kinora.testkit.Fuzzing;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever octets come as media, nothing breaks.
final class FuzzTest {
  static Stream<FuzzTarget> targets() {
    return Fuzzing.chosen(
        new FuzzTarget(MatroskaFuzz.class, MatroskaFuzz::fuzzerTestOneInput, Captures::documents),
        new FuzzTarget(PlayedFuzz.class, PlayedFuzz::fuzzerTestOneInput, Captures::documents),
        new FuzzTarget(
            CodecConfigurationFuzz.class,
            CodecConfigurationFuzz::fuzzerTestOneInput,
            CodecConfigurationFuzz::seeds),
        new FuzzTarget(
            ParameterSetsFuzz.class,
            ParameterSetsFuzz::fuzzerTestOneInput,
            ParameterSetsFuzz::seeds));
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
