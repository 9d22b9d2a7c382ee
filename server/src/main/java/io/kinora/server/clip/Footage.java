package io.kinora.server.clip;

import io.kinora.media.matroska.FrameTable;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.media.mp4.ClipFragment;
import io.kinora.store.FragmentMetadata;

/// A fragment of a clip, its frame table read.
///
/// @param row the fragment
/// @param header the stream header that it was stored with
/// @param frames where the frames are: in the stored Cluster, or where they are once converted
/// @param converted whether they have to be converted
/// @param clockMs when it starts on the clock of the clip
record Footage(
    FragmentMetadata row, StreamHeader header, FrameTable frames, boolean converted, long clockMs)
    implements ClipFragment {}
