package io.kinora.server.playback.session;

import io.kinora.server.api.ApiError;
import io.kinora.server.auth.QueryString;
import io.kinora.server.http.Headers;
import io.kinora.server.playback.ReplyMemory;
import io.kinora.store.StreamRecord;
import java.util.Optional;
import java.util.regex.Pattern;

/// A GET of one of a session's URLs. The session is genuine, has not expired, and its stream lives.
///
/// @param token the token as it came, to be repeated in the URIs of playlists
/// @param baseUrl the URL that the client reaches the server by
/// @param room to be held before what the answer needs is made
public record PlaybackRequest(
    Session session,
    StreamRecord stream,
    String token,
    QueryString query,
    Headers headers,
    String baseUrl,
    long nowMs,
    ReplyMemory.Room room) {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  /// The first parameter of that name.
  public Optional<String> parameter(String name) {
    return query.first(name);
  }

  /// A parameter that is a whole number, if it is there.
  public Optional<Long> number(String name) {
    return parameter(name)
        .map(
            text -> {
              if (!NUMBER.matcher(text).matches()) {
                throw ApiError.INVALID_ARGUMENT.because(
                    "The parameter %s must be a whole number.".formatted(name));
              }
              return Long.parseLong(text);
            });
  }

  /// A parameter that must be there.
  public long requiredNumber(String name) {
    return number(name).orElseThrow(() -> missing(name));
  }

  /// A parameter that must be there.
  public String required(String name) {
    return parameter(name).orElseThrow(() -> missing(name));
  }

  private static RuntimeException missing(String name) {
    return ApiError.INVALID_ARGUMENT.because("The parameter %s is missing.".formatted(name));
  }
}
