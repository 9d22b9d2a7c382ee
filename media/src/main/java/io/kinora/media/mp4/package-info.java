/// MP4 (ISO/IEC 14496-12): what players are served.
///
/// - [io.kinora.media.mp4.InitSegment] and [io.kinora.media.mp4.MediaSegment]: fragmented MP4, one
///   track at a time, for HLS and DASH
/// - [io.kinora.media.mp4.Clip]: an ordinary movie of any number of fragments and all their tracks
///
/// Media is never touched: the payload of a movie is frames of stored Clusters, one behind the
/// other, and what is made here are the octets in front of them and the list of the frames.
@NullMarked
package io.kinora.media.mp4;

import org.jspecify.annotations.NullMarked;
