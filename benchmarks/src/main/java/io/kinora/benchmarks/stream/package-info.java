/// Media that looks like a producer's and costs nothing to make.
@NullMarked
package io.kinora.benchmarks.stream;

import org.jspecify.annotations.NullMarked;
