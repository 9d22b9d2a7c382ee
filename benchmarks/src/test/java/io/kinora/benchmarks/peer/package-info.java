@NullMarked
package io.kinora.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
