package io.kinora.media.mp4;

import io.kinora.media.matroska.FrameTable;
import io.kinora.media.matroska.StreamHeader;

/// A fragment of a clip, as its owner has it.
public interface ClipFragment {
  StreamHeader header();

  FrameTable frames();

  /// When its Cluster's timestamp is, on the clock of the clip.
  long clockMs();
}
