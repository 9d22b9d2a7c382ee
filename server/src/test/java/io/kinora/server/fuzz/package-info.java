/// Fuzz targets of what clients ask: any octets in, and what must hold whatever comes of them.
/// `FuzzTest` runs them.
@NullMarked
package io.kinora.server.fuzz;

import org.jspecify.annotations.NullMarked;
