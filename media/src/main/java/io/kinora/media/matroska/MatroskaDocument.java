package io.kinora.media.matroska;

import io.kinora.media.ebml.EbmlWriter;
import io.kinora.media.ebml.ElementId;

/// Writes the start of a document.
public final class MatroskaDocument {
  private static final int DOC_TYPE_VERSION = 2;

  private MatroskaDocument() {}

  /// EBML header and Segment start of unknown size. With Tags behind it this is a whole document,
  /// which is how an error is told to the reader of a media stream.
  public static byte[] start() {
    var writer = new EbmlWriter();
    int header = writer.open(ElementId.EBML);
    writer.uint(ElementId.EBML_VERSION, 1);
    writer.uint(ElementId.EBML_READ_VERSION, 1);
    writer.uint(ElementId.EBML_MAX_ID_LENGTH, 4);
    writer.uint(ElementId.EBML_MAX_SIZE_LENGTH, 8);
    writer.string(ElementId.DOC_TYPE, "matroska");
    writer.uint(ElementId.DOC_TYPE_VERSION, DOC_TYPE_VERSION);
    writer.uint(ElementId.DOC_TYPE_READ_VERSION, DOC_TYPE_VERSION);
    writer.close(header);
    writer.openUnknown(MatroskaId.SEGMENT);
    return writer.toByteArray();
  }
}
