/// Tests of the soak, and a short one.
@NullMarked
package io.kinora.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
