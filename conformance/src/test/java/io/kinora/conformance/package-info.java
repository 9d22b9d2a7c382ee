/// Real, unmodified clients against the built server over real sockets: one class a client. The
/// server is a process of its own ([io.kinora.conformance.process.KinoraProcess]); nothing of it is
/// on this module's class path. Whatever comes back from it is read twice, by code that does not
/// know the server: AWS's parser library and FFmpeg, besides the small readers of this module.
@NullMarked
package io.kinora.conformance;

import org.jspecify.annotations.NullMarked;
