/// Clients that only cost, by the thousands, against the built server: what it takes is read from
/// its own metrics, and ordinary clients are served meanwhile.
@NullMarked
package io.kinora.conformance.crowd;

import org.jspecify.annotations.NullMarked;
