package io.kinora.media.matroska;

/// What a [FragmentSplitter] lets pass.
///
/// @param maxHeaderBytes octets before the first Cluster, and octets kept between two fragments
/// @param maxTagsBytes octets of one Tags element
/// @param maxFragmentBytes octets of a Cluster and the elements behind it
/// @param maxFrames frames of one fragment, whose rows are kept until it is stored
/// @param maxTagNameBytes octets of a TagName
/// @param maxTagValueBytes octets of a TagString or TagBinary
/// @param maxTags SimpleTags of one fragment
/// @param acceptSecondHeader whether an EBML header may follow, which begins a new header epoch
public record SplitterLimits(
    int maxHeaderBytes,
    int maxTagsBytes,
    int maxFragmentBytes,
    int maxFrames,
    int maxTagNameBytes,
    int maxTagValueBytes,
    int maxTags,
    boolean acceptSecondHeader) {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;

  /// Blocks tell their time in 16 bits, so that a Cluster in milliseconds spans 65 s: this is a
  /// frame every 2 ms of it. In the 20 s that the service allows, three tracks of 120 frames a
  /// second have 7,200.
  private static final int USUAL_FRAMES = 1 << 15;

  public SplitterLimits {
    if (maxHeaderBytes < 1
        || maxTagsBytes < 1
        || maxFragmentBytes < 1
        || maxFrames < 1
        || maxFrames > FrameTable.MAX_ROWS
        || maxTagNameBytes < 0
        || maxTagValueBytes < 0
        || maxTags < 0) {
      throw new IllegalArgumentException("limit out of range");
    }
  }

  /// The limits of the service, and second headers accepted.
  public static SplitterLimits defaults() {
    return new SplitterLimits(4 * MIB, 64 * KIB, 50 * MIB, USUAL_FRAMES, 128, 256, 10, true);
  }
}
