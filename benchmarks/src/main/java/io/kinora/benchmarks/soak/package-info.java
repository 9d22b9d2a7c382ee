/// Whether a server stays as it is under load for a long time: `benchmarks/run soak`.
///
/// The load is [io.kinora.benchmarks.load], in a process of its own. This package starts server and
/// load, watches the server from outside and by its own metrics, and judges: what may not grow has
/// not grown between the first third of the run and the last, nothing acknowledged is missing, and
/// every line of the log is one that this load explains.
///
/// Read first: [Soak].
@NullMarked
package io.kinora.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
