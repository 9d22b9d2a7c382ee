@NullMarked
package io.kinora.benchmarks;

import org.jspecify.annotations.NullMarked;
