package io.kinora.media.matroska;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.MediaFault;

/// Counts the SimpleTags of a fragment and holds them to the limits. Tags with Targets are not
/// counted wherever they stand: muxers write them about the file, and more than ten at its end.
final class TagBudget {
  private final SplitterLimits limits;

  /// Those before the first Cluster, which go with the first fragment, and all others.
  private int inHeader;

  private int inFragment;

  TagBudget(SplitterLimits limits) {
    this.limits = limits;
  }

  /// A stream header begins; tags of one that had no Cluster are gone with it.
  void beginHeader() {
    inHeader = 0;
  }

  /// The fragment is complete; what follows counts for the next one.
  void endFragment() {
    inHeader = 0;
    inFragment = 0;
  }

  void spend(TagsElement tags, boolean ofHeader, long position) throws MalformedMediaException {
    if (ofHeader) {
      inHeader += tags.simpleTags();
    } else {
      inFragment += tags.simpleTags();
    }
    if (inHeader + inFragment > limits.maxTags()) {
      throw exceeded("too many SimpleTags in a fragment", position);
    }
    if (tags.longestNameBytes() > limits.maxTagNameBytes()) {
      throw exceeded("TagName too long", position);
    }
    if (tags.longestValueBytes() > limits.maxTagValueBytes()) {
      throw exceeded("tag value too long", position);
    }
  }

  private static MalformedMediaException exceeded(String clause, long position) {
    return new MalformedMediaException(MediaFault.TAG_LIMIT, clause, position);
  }
}
