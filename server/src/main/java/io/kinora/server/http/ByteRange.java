package io.kinora.server.http;

import java.util.Optional;
import java.util.regex.Pattern;

/// Octets of a representation, RFC 9110 section 14.
///
/// @param from the first one
/// @param to the last one, inclusive
public record ByteRange(long from, long to) {
  /// One range; several at once, and what is no range of octets, count as no range at all.
  private static final Pattern SINGLE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

  /// What a request asks for.
  public sealed interface Asked {
    /// The whole representation.
    record All() implements Asked {}

    /// A part of it.
    record Part(ByteRange range) implements Asked {}

    /// A part that it does not have.
    record Unsatisfiable() implements Asked {}
  }

  /// The whole of a representation of that length.
  public static ByteRange whole(long length) {
    return new ByteRange(0, length - 1);
  }

  /// @param length octets of the whole
  /// @param entityTag its strong tag, quotes included; a range of another representation is not
  ///     wanted
  public static Asked of(Headers headers, long length, String entityTag) {
    boolean changed =
        headers.first("If-Range").map(tag -> !tag.strip().equals(entityTag)).orElse(false);
    return changed
        ? new Asked.All()
        : headers
            .first("Range")
            .flatMap(value -> parse(value.strip(), length))
            .orElseGet(Asked.All::new);
  }

  private static Optional<Asked> parse(String value, long length) {
    var single = SINGLE.matcher(value);
    if (!single.matches() || value.equals("bytes=-")) {
      return Optional.empty();
    }
    if (single.group(1).isEmpty()) {
      long last = Math.min(Long.parseLong(single.group(2)), length);
      return Optional.of(part(length - last, length - 1));
    }
    long from = Long.parseLong(single.group(1));
    long to = single.group(2).isEmpty() ? length - 1 : Long.parseLong(single.group(2));
    if (to < from && !single.group(2).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(part(from, Math.min(to, length - 1)));
  }

  private static Asked part(long from, long to) {
    return from > to ? new Asked.Unsatisfiable() : new Asked.Part(new ByteRange(from, to));
  }

  public long length() {
    return to - from + 1;
  }
}
