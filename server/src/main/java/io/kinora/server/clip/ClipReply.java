package io.kinora.server.clip;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.mp4.Clip;
import io.kinora.server.http.ByteRange;
import io.kinora.server.http.Headers.Field;
import io.kinora.server.http.RequestHead;
import io.kinora.server.http.StreamingBody;
import io.kinora.server.http.StreamingResponse;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Answers with a clip. A POST gets all of it. A GET or HEAD gets what a download manager or a
/// browser needs to go on where it stopped and to seek: single ranges, and a strong entity tag,
/// which is another one as soon as an octet of the clip would be.
final class ClipReply {
  /// To be changed with the way in which clips are made of fragments.
  private static final String FORMAT = "clip 1";

  private static final int TAG_DIGITS = 32;
  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Fragments fragments;
  private final StoredClip source;
  private final Clip<Footage> clip;

  ClipReply(Fragments fragments, StoredClip source, Clip<Footage> clip) {
    this.fragments = fragments;
    this.source = source;
    this.clip = clip;
  }

  /// @param streamName names the file
  StreamingResponse to(RequestHead request, String streamName) {
    var fields = new ArrayList<Field>();
    fields.add(new Field("Content-Type", "video/mp4"));
    if (request.method().equals("POST")) {
      return response(200, fields, ByteRange.whole(clip.length()));
    }
    var tag = entityTag();
    fields.add(new Field("Accept-Ranges", "bytes"));
    fields.add(new Field("ETag", tag));
    fields.add(new Field("Cache-Control", "private, no-cache"));
    fields.add(new Field("Content-Disposition", disposition(streamName)));
    return switch (ByteRange.of(request.headers(), clip.length(), tag)) {
      case ByteRange.Asked.All() -> response(200, fields, ByteRange.whole(clip.length()));
      case ByteRange.Asked.Part(ByteRange range) -> {
        fields.add(
            new Field(
                "Content-Range",
                "bytes %d-%d/%d".formatted(range.from(), range.to(), clip.length())));
        yield response(206, fields, range);
      }
      case ByteRange.Asked.Unsatisfiable() ->
          new StreamingResponse(
              416,
              List.of(
                  new Field("Content-Range", "bytes */" + clip.length()),
                  new Field("Content-Length", "0")),
              _ -> {});
    };
  }

  private StreamingResponse response(int status, List<Field> fields, ByteRange range) {
    var measured = new ArrayList<>(fields);
    measured.add(new Field("Content-Length", Long.toString(range.length())));
    return new StreamingResponse(status, measured, body(range));
  }

  private StreamingBody body(ByteRange range) {
    return sink -> {
      try (var body = new ClipBody(fragments, sink)) {
        clip.write(range.from(), range.to() + 1, body);
        body.finishFragment();
      } catch (UncheckedIOException failure) {
        throw failure.getCause();
      } catch (MalformedMediaException malformed) {
        throw new IllegalStateException("footage is not what it was", malformed);
      }
    };
  }

  private String entityTag() {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java platform has SHA-256", absent);
    }
    digest.update((FORMAT + " " + source.axis()).getBytes(US_ASCII));
    for (var row : source.rows()) {
      digest.update(row.number().toString().getBytes(US_ASCII));
    }
    return "\"" + HexFormat.of().formatHex(digest.digest()).substring(0, TAG_DIGITS) + "\"";
  }

  /// Names of streams need no quoting.
  private String disposition(String streamName) {
    var start = Instant.ofEpochMilli(source.rows().getFirst().timeMs(source.axis()));
    return "inline; filename=\"%s-%s.mp4\"".formatted(streamName, BASIC.format(start));
  }
}
