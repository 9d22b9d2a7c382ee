package io.kinora.conformance.media;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a Tags element says.
final class Tags {
  private Tags() {}

  /// Names and values in order; empty for an element of another kind.
  static Map<String, String> simpleTags(Element element) {
    var pairs = new LinkedHashMap<String, String>();
    if (element.id() == Element.TAGS) {
      for (var tag : element.children(Element.TAG)) {
        for (var pair : tag.children(Element.SIMPLE_TAG)) {
          pairs.put(
              pair.children(Element.TAG_NAME).getFirst().text(),
              pair.children(Element.TAG_STRING).getFirst().text());
        }
      }
    }
    return pairs;
  }

  /// A muxer's Tags name their targets and belong to the whole session; Tags without targets are
  /// metadata of one fragment.
  static boolean nameTargets(Element tags) {
    return tags.children(Element.TAG).stream()
        .anyMatch(tag -> !tag.children(Element.TARGETS).isEmpty());
  }
}
