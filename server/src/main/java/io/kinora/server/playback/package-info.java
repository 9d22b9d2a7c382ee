/// What all playback of the archive shares: GetClip, HLS, DASH and images.
///
/// A [io.kinora.server.playback.FragmentSelector] says which fragments are wanted,
/// [io.kinora.server.playback.Deduplication] which of them are one recording,
/// [io.kinora.server.playback.StreamHeaders] reads the header that each was stored with, and the
/// [io.kinora.server.playback.CodecGate] decides which tracks a container can play. What answers
/// take on the heap is bounded by one [io.kinora.server.playback.ReplyMemory].
@NullMarked
package io.kinora.server.playback;

import org.jspecify.annotations.NullMarked;
