/// Samples: the frames of one track of one fragment, with the times that players' containers need.
///
/// Matroska keeps presentation times, in decode order. MP4 and MPEG-TS want decode times too: a
/// [io.kinora.media.sample.SampleTable] works them out, for a
/// [io.kinora.media.sample.PlayableTrack] and on its [io.kinora.media.sample.Timescale].
@NullMarked
package io.kinora.media.sample;

import org.jspecify.annotations.NullMarked;
