/// The server without a disk: what ingest costs beside storing.
@NullMarked
package io.kinora.benchmarks.discard;

import org.jspecify.annotations.NullMarked;
