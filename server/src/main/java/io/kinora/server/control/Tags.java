package io.kinora.server.control;

import io.kinora.server.api.ApiError;
import io.kinora.server.api.Members;
import io.kinora.server.api.Shape;
import io.kinora.server.api.Shapes;
import io.kinora.server.api.StreamArn;
import io.kinora.server.api.StreamReference;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the tagging operations read. Streams take tags as a map, resources as a list.
final class Tags {
  /// How many tags a stream may have.
  static final int MAX = 50;

  private static final Shape<String> KEY =
      Shapes.text(1, 128, "^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$");
  private static final Shape<String> VALUE = Shapes.text(0, 256, "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

  /// Tags to set, as a map.
  static final Shape<SortedMap<String, String>> MAP =
      Shapes.mapOf(1, MAX, KEY, VALUE).map(Tags::withoutReserved);

  /// Tags to set, as a list.
  static final Shape<SortedMap<String, String>> LIST =
      Shapes.listOf(1, MAX, Shapes.structure(Tag::read))
          .map(Tags::distinct)
          .map(Tags::withoutReserved);

  /// Keys of tags to remove.
  static final Shape<List<String>> KEYS = Shapes.listOf(1, MAX, KEY);

  /// Keys that begin so belong to AWS.
  private static final String RESERVED = "aws:";

  private record Tag(String key, String value) {
    static Tag read(Members in) {
      return new Tag(in.required("Key", KEY), in.required("Value", VALUE));
    }
  }

  private Tags() {}

  /// Reads `StreamName` and `StreamARN`; an ARN that is none has an error of its own here.
  static StreamReference stream(Members in) {
    return StreamReference.of(
        in.optional("StreamName", Shapes.STREAM_NAME),
        in.optional("StreamARN", Shapes.text(1, 1024).map(Tags::streamArn)));
  }

  /// Reads `ResourceARN`. Streams are the only resources there are.
  static StreamReference resource(Members in) {
    String resource = in.required("ResourceARN", Shapes.RESOURCE_ARN);
    return new StreamReference.ByArn(
        StreamArn.parse(resource)
            .orElseThrow(
                () ->
                    ApiError.RESOURCE_NOT_FOUND.because(
                        "The requested resource %s is not found.".formatted(resource))));
  }

  private static StreamArn streamArn(String text) {
    return StreamArn.parse(text)
        .orElseThrow(
            () ->
                ApiError.INVALID_RESOURCE_FORMAT.because("StreamARN is not the ARN of a stream."));
  }

  private static SortedMap<String, String> distinct(List<Tag> tags) {
    var map = new TreeMap<String, String>();
    for (var tag : tags) {
      if (map.put(tag.key(), tag.value()) != null) {
        throw ApiError.INVALID_ARGUMENT.because("The tag %s is given twice.".formatted(tag.key()));
      }
    }
    return map;
  }

  private static SortedMap<String, String> withoutReserved(SortedMap<String, String> tags) {
    for (String key : tags.keySet()) {
      if (key.regionMatches(true, 0, RESERVED, 0, RESERVED.length())) {
        throw ApiError.INVALID_ARGUMENT.because(
            "The tag %s begins with %s, which is reserved.".formatted(key, RESERVED));
      }
    }
    return tags;
  }
}
