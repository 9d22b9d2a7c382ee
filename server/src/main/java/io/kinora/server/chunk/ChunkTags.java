package io.kinora.server.chunk;

import io.kinora.media.matroska.MatroskaDocument;
import io.kinora.media.matroska.MatroskaTags;
import io.kinora.media.matroska.MatroskaTags.SimpleTag;
import io.kinora.server.api.Timestamps;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The Tags elements that the service puts into a chunk. Clients depend on the order of the tags,
/// and on the two timestamps having exactly three decimals.
public final class ChunkTags {
  private static final String FRAGMENT_NUMBER = "AWS_KINESISVIDEO_FRAGMENT_NUMBER";
  private static final String SERVER_TIMESTAMP = "AWS_KINESISVIDEO_SERVER_TIMESTAMP";
  private static final String PRODUCER_TIMESTAMP = "AWS_KINESISVIDEO_PRODUCER_TIMESTAMP";
  private static final String SERVER_SIDE_TIMESTAMP = "AWS_KINESISVIDEO_SERVER_SIDE_TIMESTAMP";
  private static final String PRODUCER_SIDE_TIMESTAMP = "AWS_KINESISVIDEO_PRODUCER_SIDE_TIMESTAMP";
  private static final String MILLIS_BEHIND_NOW = "AWS_KINESISVIDEO_MILLIS_BEHIND_NOW";
  private static final String CONTINUATION_TOKEN = "AWS_KINESISVIDEO_CONTINUATION_TOKEN";
  private static final String ERROR_CODE = "AWS_KINESISVIDEO_ERROR_CODE";
  private static final String ERROR_ID = "AWS_KINESISVIDEO_ERROR_ID";
  private static final String EXCEPTION_ERROR_CODE = "AWS_KINESISVIDEO_EXCEPTION_ERROR_CODE";
  private static final String EXCEPTION_MESSAGE = "AWS_KINESISVIDEO_EXCEPTION_MESSAGE";

  /// Which fragment a chunk holds.
  ///
  /// @param digits its number
  /// @param serverTimeMs its server time, epoch milliseconds
  /// @param producerTimeMs its start on the producer's clock, epoch milliseconds
  public record Fragment(String digits, long serverTimeMs, long producerTimeMs) {}

  private ChunkTags() {}

  /// The tags in front of a Cluster in GetMedia.
  public static byte[] before(Fragment fragment) {
    return MatroskaTags.encode(leading(fragment));
  }

  /// The tags in front of a Cluster in GetMediaForFragmentList: besides the names that clients
  /// read, those that AWS documents.
  public static byte[] beforeWithAliases(Fragment fragment) {
    var tags = new ArrayList<>(leading(fragment));
    tags.add(new SimpleTag(SERVER_SIDE_TIMESTAMP, Timestamps.seconds(fragment.serverTimeMs())));
    tags.add(new SimpleTag(PRODUCER_SIDE_TIMESTAMP, Timestamps.seconds(fragment.producerTimeMs())));
    return MatroskaTags.encode(tags);
  }

  /// The tags that end the chunk of a complete fragment in GetMedia.
  ///
  /// @param millisBehindNow server clock minus the fragment's server time
  public static byte[] after(long millisBehindNow, String continuationToken) {
    return MatroskaTags.encode(
        List.of(
            new SimpleTag(MILLIS_BEHIND_NOW, Long.toString(millisBehindNow)),
            new SimpleTag(CONTINUATION_TOKEN, continuationToken)));
  }

  /// A whole chunk that tells of an error inside a GetMedia response.
  public static byte[] error(Optional<String> digits, ChunkError error) {
    var tags = new ArrayList<SimpleTag>();
    digits.ifPresent(number -> tags.add(new SimpleTag(FRAGMENT_NUMBER, number)));
    tags.add(new SimpleTag(ERROR_CODE, error.name()));
    tags.add(new SimpleTag(ERROR_ID, Integer.toString(error.id())));
    return document(tags);
  }

  /// A whole chunk that tells of one fragment's failure inside GetMediaForFragmentList. The parser
  /// library needs the plain ERROR tags beside the documented ones.
  public static byte[] exception(String digits, ChunkError error) {
    var id = Integer.toString(error.id());
    return document(
        List.of(
            new SimpleTag(FRAGMENT_NUMBER, digits),
            new SimpleTag(EXCEPTION_ERROR_CODE, id),
            new SimpleTag(EXCEPTION_MESSAGE, error.name()),
            new SimpleTag(ERROR_ID, id),
            new SimpleTag(ERROR_CODE, error.name())));
  }

  private static byte[] document(List<SimpleTag> tags) {
    var start = MatroskaDocument.start();
    var element = MatroskaTags.encode(tags);
    return ByteBuffer.allocate(start.length + element.length).put(start).put(element).array();
  }

  private static List<SimpleTag> leading(Fragment fragment) {
    return List.of(
        new SimpleTag(FRAGMENT_NUMBER, fragment.digits()),
        new SimpleTag(SERVER_TIMESTAMP, Timestamps.seconds(fragment.serverTimeMs())),
        new SimpleTag(PRODUCER_TIMESTAMP, Timestamps.seconds(fragment.producerTimeMs())));
  }
}
