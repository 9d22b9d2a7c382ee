/// The load generator: producers and consumers on raw sockets, many on one thread, in a process of
/// their own, so that what the server costs and what the load costs are known apart.
///
/// Producers and consumers check what they are told: every acknowledgement for its order, number
/// and timecode, every fragment read for its number and its checksum. The first deviation ends the
/// run.
///
/// Read first: [LoadMain] (how it is called), [PutSession], [GetSession].
@NullMarked
package io.kinora.benchmarks.load;

import org.jspecify.annotations.NullMarked;
