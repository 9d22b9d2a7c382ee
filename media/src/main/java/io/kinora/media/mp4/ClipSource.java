package io.kinora.media.mp4;

import java.util.Iterator;

/// The fragments of a clip. They are asked for several times, and must be the same each time.
///
/// @param <F> fragments as their owner has them
@FunctionalInterface
public interface ClipSource<F extends ClipFragment> {
  /// The fragments from that index on, in their order. A failure to read is an
  /// [java.io.UncheckedIOException].
  Iterator<F> from(long index);
}
