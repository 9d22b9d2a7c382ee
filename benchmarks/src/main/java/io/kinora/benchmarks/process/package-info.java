/// The processes that a benchmark starts and watches: the server, the load, and what they cost.
@NullMarked
package io.kinora.benchmarks.process;

import org.jspecify.annotations.NullMarked;
