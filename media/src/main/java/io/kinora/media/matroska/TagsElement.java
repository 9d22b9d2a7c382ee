package io.kinora.media.matroska;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.ebml.EbmlCursor;
import java.util.Set;

/// What a Tags element means for the fragment it stands in.
///
/// @param simpleTags how many, nested ones included
/// @param longestNameBytes octets of the longest TagName
/// @param longestValueBytes octets of the longest TagString or TagBinary
/// @param targeted whether there are Targets: the tags describe the file, not a fragment
/// @param endOfFragment whether the producer ends its fragment with this
/// @param reserved whether a name is used that only the server may write
record TagsElement(
    int simpleTags,
    int longestNameBytes,
    int longestValueBytes,
    boolean targeted,
    boolean endOfFragment,
    boolean reserved) {
  private static final String RESERVED_PREFIX = "AWS";
  private static final String END_OF_FRAGMENT = "AWS_KINESISVIDEO_END_OF_FRAGMENT";
  private static final Set<String> PRODUCER_NAMES =
      Set.of(
          END_OF_FRAGMENT,
          "AWS_KINESISVIDEO_IMAGE_GENERATION",
          "AWS_KINESISVIDEO_IMAGE_PREFIX",
          "AWS_KINESISVIDEO_NOTIFICATION");

  /// Tags, Tag, and SimpleTags within each other.
  private static final int MAX_DEPTH = 8;

  /// Reads the children of a Tags element.
  static TagsElement read(EbmlCursor tags) throws MalformedMediaException {
    int simpleTags = 0;
    int longestName = 0;
    int longestValue = 0;
    boolean targeted = false;
    boolean endOfFragment = false;
    boolean reserved = false;
    var open = new EbmlCursor[MAX_DEPTH];
    int depth = 0;
    open[0] = tags;
    while (depth >= 0) {
      var cursor = open[depth];
      if (!cursor.next()) {
        depth--;
        continue;
      }
      switch (cursor.id()) {
        case MatroskaId.TAG, MatroskaId.SIMPLE_TAG -> {
          if (++depth == MAX_DEPTH) {
            throw cursor.malformed("tags nested too deeply");
          }
          open[depth] = cursor.children();
          simpleTags += cursor.id() == MatroskaId.SIMPLE_TAG ? 1 : 0;
        }
        case MatroskaId.TARGETS -> targeted = true;
        case MatroskaId.TAG_NAME -> {
          String name = cursor.string();
          longestName = Math.max(longestName, cursor.stringBytes());
          endOfFragment |= name.equals(END_OF_FRAGMENT);
          reserved |= name.startsWith(RESERVED_PREFIX) && !PRODUCER_NAMES.contains(name);
        }
        case MatroskaId.TAG_STRING -> longestValue = Math.max(longestValue, cursor.stringBytes());
        case MatroskaId.TAG_BINARY -> longestValue = Math.max(longestValue, cursor.size());
        default -> {}
      }
    }
    return new TagsElement(
        simpleTags, longestName, longestValue, targeted, endOfFragment, reserved);
  }

  /// Whether it says nothing but that the fragment ends.
  boolean onlyEndOfFragment() {
    return endOfFragment && simpleTags == 1;
  }
}
