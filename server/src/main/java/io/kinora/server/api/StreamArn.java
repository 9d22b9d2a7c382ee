package io.kinora.server.api;

import io.kinora.store.StreamRecord;
import java.util.Optional;
import java.util.regex.Pattern;

/// The name of one stream for all time: a stream created anew under the old name has another ARN.
///
/// @param partition as configured when the stream was created
/// @param region as the creator signed for
/// @param account as configured when the stream was created
/// @param name of the stream
/// @param createdAtMs creation time, epoch milliseconds
public record StreamArn(
    String partition, String region, String account, String name, long createdAtMs) {
  private static final String NAME_CHARACTER = "[a-zA-Z0-9_.-]";

  /// The name of a stream, but for its length.
  static final String NAME_PATTERN = NAME_CHARACTER + "+";

  static final int NAME_LENGTH_MAX = 256;

  /// The name of a stream.
  public static final Pattern NAME =
      Pattern.compile(NAME_CHARACTER + "{1," + NAME_LENGTH_MAX + "}");

  private static final Pattern SYNTAX =
      Pattern.compile(
          "arn:([a-z\\d-]+):kinesisvideo:([a-z0-9-]+):([0-9]+):stream/("
              + NAME_PATTERN
              + ")/([0-9]+)");

  /// Longer runs of digits are no time of ours.
  private static final int TIME_DIGITS_MAX = 18;

  /// Reads the ARN of a stream; empty if the text is none.
  public static Optional<StreamArn> parse(String text) {
    var parts = SYNTAX.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String time = parts.group(5);
    // A time out of range is well-formed and names no stream.
    long createdAtMs = time.length() > TIME_DIGITS_MAX ? Long.MAX_VALUE : Long.parseLong(time);
    return Optional.of(
        new StreamArn(parts.group(1), parts.group(2), parts.group(3), parts.group(4), createdAtMs));
  }

  /// The ARN of a stream of the catalog.
  public static StreamArn of(StreamRecord stream) {
    return new StreamArn(
        StreamAttribute.PARTITION.require(stream),
        StreamAttribute.REGION.require(stream),
        StreamAttribute.ACCOUNT.require(stream),
        stream.name(),
        stream.createdAtMs());
  }

  @Override
  public String toString() {
    return String.join(
        ":",
        "arn",
        partition,
        "kinesisvideo",
        region,
        account,
        "stream/" + name + "/" + createdAtMs);
  }
}
