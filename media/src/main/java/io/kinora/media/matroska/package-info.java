/// Matroska, as far as a video stream store needs it.
///
/// [io.kinora.media.matroska.FragmentSplitter] cuts an arriving document into fragments, one for
/// each Cluster: it walks the elements, hands the octets on untouched and notes every frame in a
/// [io.kinora.media.matroska.FrameTable]. [io.kinora.media.matroska.StreamHeader] is what stands
/// before the first Cluster, [io.kinora.media.matroska.MatroskaTags] writes what the server adds.
///
/// Frames are never decoded, and neither cut nor copied to be looked at.
///
/// ## What is accepted
/// Document → EbmlHeader, Segment, { EbmlHeader, Segment }
/// - Segment → size known or not; header elements in any order, Tracks among them; then Clusters,
///   each followed by Tags, Cues or whatever else is not part of the header
/// - Cluster → size known or not; Timestamp before the first block; SimpleBlocks and BlockGroups,
///   laced or not; anything else is passed through
/// - sizes and ids of every legal width; Void and CRC-32 at every level; CRC-32 is not verified
/// - ids that are unknown are kept; one of four octets ends a Cluster of unknown size
///
/// ## Where the format leaves room
/// - A block outside of a Cluster is malformed: passed through, its frames would silently be lost.
/// - The input may end before a Segment of known size does, as an interrupted upload will; nothing
///   may overrun it.
/// - A second Info or Tracks in one header is malformed, as is one behind a Cluster.
/// - A stream header without a Cluster is forgotten when the next EBML header comes.
/// - What is kept for the next fragment is kept across an EBML header too.
/// - Tags that end a fragment and use a reserved name are dropped without ending it.
@NullMarked
package io.kinora.media.matroska;

import org.jspecify.annotations.NullMarked;
