package io.kinora.server.console;

import io.kinora.server.http.Headers;
import io.kinora.server.http.Request;
import io.kinora.server.http.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Serves the files of the page: the document at `/`, everything else below `/console/`. They are
/// read when they are first asked for, and are the same for everybody: what a person may see is
/// decided by the API that the page calls. Safe for all threads.
public final class Console {
  private static final String FOLDER = "/console/";

  /// Own scripts and styles only, no frames around it, no other server to talk to. Pictures and
  /// video come as blobs that the scripts make.
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src 'self' blob:; media-src 'self' blob:; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final List<Headers.Field> GUARDS =
      List.of(
          new Headers.Field("Content-Security-Policy", POLICY),
          new Headers.Field("X-Content-Type-Options", "nosniff"),
          new Headers.Field("Referrer-Policy", "no-referrer"),
          // Asked for anew each time, and not sent again while it is the same.
          new Headers.Field("Cache-Control", "no-cache"),
          new Headers.Field("Vary", "Accept-Encoding"));

  private final ConcurrentHashMap<String, StaticFile> files = new ConcurrentHashMap<>();

  /// The answer to a GET or HEAD; empty if there is no such file.
  public Optional<Response> get(Request request) {
    var path = request.head().path();
    return name(path)
        .filter(StaticFile.NAMES::contains)
        .map(name -> files.computeIfAbsent(name, StaticFile::load))
        .map(file -> answer(file, request.head().headers()));
  }

  private static Optional<String> name(String path) {
    if (path.equals("/")) {
      return Optional.of("index.html");
    }
    return path.startsWith(FOLDER)
        ? Optional.of(path.substring(FOLDER.length()))
        : Optional.empty();
  }

  private static Response answer(StaticFile file, Headers request) {
    var fields = new ArrayList<>(GUARDS);
    fields.add(new Headers.Field("ETag", file.tag()));
    if (lists(request, "If-None-Match", file.tag())) {
      return new Response(304, fields, new byte[0]);
    }
    fields.add(new Headers.Field("Content-Type", file.type()));
    if (!lists(request, "Accept-Encoding", "gzip")) {
      return new Response(200, fields, file.octets());
    }
    fields.add(new Headers.Field("Content-Encoding", "gzip"));
    return new Response(200, fields, file.gzipped());
  }

  /// Whether a comma-separated field has this item; its parameters and a weak tag's mark are not
  /// compared.
  private static boolean lists(Headers headers, String field, String item) {
    return headers.all(field).stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .map(each -> each.strip().replaceFirst("^W/", ""))
        .anyMatch(
            each -> each.equals(item) || (each.startsWith(item + ";") && !each.endsWith("q=0")));
  }
}
