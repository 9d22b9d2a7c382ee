package io.kinora.media.matroska;

/// What a [FragmentSplitter] lets pass.
///
/// @param maxHeaderBytes octets before the first Cluster, and octets kept between two fragments
/// @param maxTagsBytes octets of one Tags element
/// @param maxFragmentBytes octets of a Cluster and the elements behind it
/// @param maxTagNameBytes octets of a TagName
/// @param maxTagValueBytes octets of a TagString or TagBinary
/// @param maxTags SimpleTags of one fragment
/// @param acceptSecondHeader whether an EBML header may follow, which begins a new header epoch
public record SplitterLimits(
    int maxHeaderBytes,
    int maxTagsBytes,
    int maxFragmentBytes,
    int maxTagNameBytes,
    int maxTagValueBytes,
    int maxTags,
    boolean acceptSecondHeader) {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;

  public SplitterLimits {
    if (maxHeaderBytes < 1
        || maxTagsBytes < 1
        || maxFragmentBytes < 1
        || maxTagNameBytes < 0
        || maxTagValueBytes < 0
        || maxTags < 0) {
      throw new IllegalArgumentException("limit out of range");
    }
  }

  /// The limits of the service, and second headers accepted.
  public static SplitterLimits defaults() {
    return new SplitterLimits(4 * MIB, 64 * KIB, 50 * MIB, 128, 256, 10, true);
  }
}
