/// Speed and memory of Kinora, measured: `benchmarks/run` starts the real server as a process of
/// its own, drives it from another one, and prints each figure beside its physical limit (the disk,
/// the web server nginx) measured in the same run, and beside its goal.
///
/// Read first: [Main] (what can be run), [Part] (how a part reports), [Figure].
@NullMarked
package io.kinora.benchmarks;

import org.jspecify.annotations.NullMarked;
