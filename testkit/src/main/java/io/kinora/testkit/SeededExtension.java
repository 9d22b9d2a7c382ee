package io.kinora.testkit;

import java.security.SecureRandom;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/// Runs [Seeded] tests.
final class SeededExtension implements TestTemplateInvocationContextProvider {
  private static final String PROPERTY = "seed";

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return context.getRequiredTestMethod().isAnnotationPresent(Seeded.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    int tries = context.getRequiredTestMethod().getAnnotation(Seeded.class).tries();
    return seeds(tries, System.getProperty(PROPERTY, "")).mapToObj(Try::new);
  }

  /// The seeds to run: the one asked for, or as many new ones as there are tries.
  static LongStream seeds(int tries, String asked) {
    return asked.isBlank()
        ? new SecureRandom().longs(tries)
        : LongStream.of(Long.parseLong(asked.strip()));
  }

  /// One run of the test with one seed.
  record Try(long seed)
      implements TestTemplateInvocationContext, ParameterResolver, TestExecutionExceptionHandler {
    @Override
    public String getDisplayName(int invocationIndex) {
      return "seed " + seed;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(this);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == RandomGenerator.class;
    }

    @Override
    public RandomGenerator resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return random();
    }

    /// The generator of this seed: the same numbers on every machine.
    RandomGenerator random() {
      return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) {
      throw failed(failure);
    }

    AssertionError failed(Throwable failure) {
      return new AssertionError("with -D%s=%d: %s".formatted(PROPERTY, seed, failure), failure);
    }
  }
}
