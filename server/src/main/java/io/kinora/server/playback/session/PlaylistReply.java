package io.kinora.server.playback.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinora.server.http.Headers;
import io.kinora.server.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Answers with the text of a playlist or manifest, compressed where the player wants it so.
public final class PlaylistReply {
  /// `gzip` among the codings that a client accepts, unless it is refused by `q=0`.
  private static final Pattern GZIP =
      Pattern.compile(
          "(^|.*,)\\s*gzip\\s*(;\\s*q\\s*=\\s*(1|0\\.\\d*[1-9]\\d*)[\\d.]*\\s*)?(,.*|$)",
          Pattern.CASE_INSENSITIVE);

  /// Octets of what surrounds the entries.
  private static final int FRAME_BYTES = 16 * 1024;

  /// Octets of an entry, a segment or a part, besides the token, which may stand in it twice.
  private static final int ENTRY_BYTES = 512;

  /// What a text takes while it grows, and as octets.
  private static final int COPIES = 3;

  private PlaylistReply() {}

  /// Holds what a text with so many entries takes while it is made.
  public static void hold(PlaybackRequest request, int entries) {
    long entryBytes = ENTRY_BYTES + 2L * request.token().length();
    request.room().hold(COPIES * (FRAME_BYTES + entries * entryBytes));
  }

  /// A text that changes with the next request.
  public static Response changing(PlaybackRequest request, String contentType, String text) {
    return reply(request, contentType, "no-store", text);
  }

  /// A text that stays the same as long as the session lasts.
  public static Response constant(PlaybackRequest request, String contentType, String text) {
    return reply(request, contentType, untilExpiry(request), text);
  }

  /// The caching of what never changes.
  static String untilExpiry(PlaybackRequest request) {
    long leftMs = request.session().expiresAtMs() - request.nowMs();
    return "private, max-age=" + leftMs / 1000 + ", immutable";
  }

  /// Fields of every answer: the token in the URL must not leak to wherever a page leads.
  static List<Headers.Field> fields(String contentType, String cacheControl) {
    return List.of(
        new Headers.Field("Content-Type", contentType),
        new Headers.Field("Cache-Control", cacheControl),
        new Headers.Field("Referrer-Policy", "no-referrer"));
  }

  private static Response reply(
      PlaybackRequest request, String contentType, String cacheControl, String text) {
    var fields = new ArrayList<>(fields(contentType, cacheControl));
    fields.add(new Headers.Field("Vary", "Accept-Encoding"));
    boolean gzip =
        request.headers().all("Accept-Encoding").stream()
            .anyMatch(codings -> GZIP.matcher(codings).matches());
    if (!gzip) {
      return new Response(200, fields, text.getBytes(UTF_8));
    }
    fields.add(new Headers.Field("Content-Encoding", "gzip"));
    return new Response(200, fields, compressed(text));
  }

  private static byte[] compressed(String text) {
    var bytes = new ByteArrayOutputStream(text.length() / 8 + 64);
    try (var gzip = new QuickGzip(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    } catch (IOException failure) {
      throw new IllegalStateException("memory takes every write", failure);
    }
    return bytes.toByteArray();
  }

  /// With the least effort: URLs that are alike to the number in them shrink to an eleventh or
  /// twelfth with any, and the usual one takes three times as long.
  private static final class QuickGzip extends GZIPOutputStream {
    private static final int BUFFER_BYTES = 8 * 1024;

    QuickGzip(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
