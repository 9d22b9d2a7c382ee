/// Matroska, as far as a video stream store needs it.
///
/// [io.kinora.media.matroska.FragmentSplitter] cuts an arriving document into fragments, one for
/// each Cluster: it walks the elements, hands the octets on untouched and notes every frame in a
/// [io.kinora.media.matroska.FrameTable]. [io.kinora.media.matroska.StreamHeader] is what stands
/// before the first Cluster, [io.kinora.media.matroska.MatroskaTags] writes what the server adds.
///
/// Frames are never decoded, and neither cut nor copied to be looked at.
@NullMarked
package io.kinora.media.matroska;

import org.jspecify.annotations.NullMarked;
