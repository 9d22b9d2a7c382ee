package io.kinora.media.matroska;

import io.kinora.media.ebml.EbmlWriter;
import java.util.List;

/// Writes the Tags that the server adds around a fragment.
public final class MatroskaTags {
  private MatroskaTags() {}

  /// A name and its value, without Targets or language.
  public record SimpleTag(String name, String value) {}

  /// One Tags element with one Tag that holds all SimpleTags, every size four octets wide.
  public static byte[] encode(List<SimpleTag> simpleTags) {
    var writer = new EbmlWriter();
    int tags = writer.open(MatroskaId.TAGS);
    int tag = writer.open(MatroskaId.TAG);
    for (var simpleTag : simpleTags) {
      int mark = writer.open(MatroskaId.SIMPLE_TAG);
      writer.string(MatroskaId.TAG_NAME, simpleTag.name());
      writer.string(MatroskaId.TAG_STRING, simpleTag.value());
      writer.close(mark);
    }
    writer.close(tag);
    writer.close(tags);
    return writer.toByteArray();
  }
}
