package io.kinora.server.clip;

import io.kinora.media.matroska.FrameTable;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.media.mp4.ClipFragment;
import io.kinora.server.playback.ConvertedFrames;
import io.kinora.store.FragmentMetadata;
import java.util.Optional;

/// A fragment of a clip, its frame table read.
///
/// @param row the fragment
/// @param header the stream header that it was stored with
/// @param frames where the frames are: in the stored Cluster, or where they are once converted
/// @param converted what they lie in, if it is not the stored Cluster
/// @param clockMs when it starts on the clock of the clip
record Footage(
    FragmentMetadata row,
    StreamHeader header,
    FrameTable frames,
    Optional<ConvertedFrames> converted,
    long clockMs)
    implements ClipFragment {}
