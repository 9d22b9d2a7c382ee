/// The server as a whole: what it is made of and how it is configured.
///
/// `Kinora` wires the parts by hand, top to bottom; [KinoraConfig] is everything an operator can
/// set. Read next: `io.kinora.server.http` (the edge), `io.kinora.server.ingest` (the way in),
/// `io.kinora.server.live`, `archive`, `playback`, `clip` and `image` (the ways out).
@NullMarked
package io.kinora.server;

import org.jspecify.annotations.NullMarked;
