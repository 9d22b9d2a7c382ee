/// Fuzz targets of the parsers: any octets in, and what must hold whatever comes of them.
/// `FuzzTest` runs them.
@NullMarked
package io.kinora.media.fuzz;

import org.jspecify.annotations.NullMarked;
