@NullMarked
package io.kinora.benchmarks.load;

import org.jspecify.annotations.NullMarked;
