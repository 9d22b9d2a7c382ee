/// A whole store in a world that follows from a number: the file system, the clock, and who runs
/// when. What goes wrong goes wrong again with the same number.
///
/// Read first: [World] (what happens), [Turns] (why it happens in the same order again),
/// [SimulatedDisk] (what the file system does to the store), [History] (what must hold).
///
/// Simulated are the log's and the catalog's files, wall time and all threads. SQLite is real, on
/// real files, for its own recovery is not ours to prove: a transaction happens in one piece, a
/// killed process leaves the files as they are, power loss leaves an older state of them, and some
/// restarts find the index missing, replaced by garbage or with a page of garbage.
@NullMarked
package io.kinora.store.simulation;

import org.jspecify.annotations.NullMarked;
