package io.kinora.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test that runs many times, each time with another seed. It takes a
/// [java.util.random.RandomGenerator] as a parameter and must draw all its randomness from it.
///
/// Seeds differ from run to run, so that every build looks somewhere new. A failure names its seed;
/// `-Dseed=N` runs every such test once, with that seed.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(SeededExtension.class)
public @interface Seeded {
  /// How many seeds to try.
  int tries() default 100;
}
