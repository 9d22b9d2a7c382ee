/// Media made by FFmpeg and GStreamer, and readers of it that share no code with the server.
@NullMarked
package io.kinora.conformance.media;

import org.jspecify.annotations.NullMarked;
