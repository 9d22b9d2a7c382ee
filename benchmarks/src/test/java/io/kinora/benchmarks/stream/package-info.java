@NullMarked
package io.kinora.benchmarks.stream;

import org.jspecify.annotations.NullMarked;
