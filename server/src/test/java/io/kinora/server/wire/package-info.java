/// Requests of real clients, as they stood on the wire.
@NullMarked
package io.kinora.server.wire;

import org.jspecify.annotations.NullMarked;
