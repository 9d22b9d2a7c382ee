/// What the packagers make of real footage, judged by FFmpeg; no server runs.
@NullMarked
package io.kinora.conformance.packaging;

import org.jspecify.annotations.NullMarked;
