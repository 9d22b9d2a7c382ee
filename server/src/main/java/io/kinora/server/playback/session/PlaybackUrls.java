package io.kinora.server.playback.session;

import io.kinora.server.api.ApiError;
import io.kinora.server.api.ApiException;
import io.kinora.server.api.BaseUrl;
import io.kinora.server.api.ErrorResponses;
import io.kinora.server.api.ServiceIdentity;
import io.kinora.server.api.Throttle;
import io.kinora.server.api.Throttle.PlayerRequest;
import io.kinora.server.auth.QueryString;
import io.kinora.server.http.Headers;
import io.kinora.server.http.Reply;
import io.kinora.server.http.Request;
import io.kinora.server.http.Response;
import io.kinora.server.live.LiveStreams;
import io.kinora.server.playback.ReplyMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Answers the GETs of players: the sub-resources of sessions, which their token alone authorizes,
/// and the time. A token is never logged.
public final class PlaybackUrls {
  private static final String TIME = "/time";
  private static final Headers.Field NO_STORE = new Headers.Field("Cache-Control", "no-store");

  /// One kind of sub-resource.
  public record Resource(PlayerRequest kind, Answer answer) {}

  /// Answers the requests for a sub-resource.
  @FunctionalInterface
  public interface Answer {
    /// The answer to a player; may block. Throws [ApiException].
    Reply get(PlaybackRequest request) throws IOException;
  }

  private final Setup setup;
  private final Map<String, Resource> resources;

  /// What the answers are made with.
  ///
  /// @param memory of the heap, for answers that are not sent yet
  public record Setup(
      LiveStreams streams,
      SessionTokens tokens,
      ReplyMemory memory,
      ServiceIdentity identity,
      InstantSource clock,
      Throttle throttle) {}

  /// @param resources by path, one map a protocol
  public PlaybackUrls(Setup setup, List<Map<String, Resource>> resources) {
    this.setup = setup;
    this.resources =
        resources.stream()
            .flatMap(each -> each.entrySet().stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /// Whether a path is one of those that [#get] answers.
  public boolean has(String path) {
    return path.equals(TIME) || resources.containsKey(path);
  }

  /// The answer to a GET or HEAD; every failure is an answer too.
  public Reply get(Request request) {
    if (request.head().path().equals(TIME)) {
      return time();
    }
    var resource = resources.get(request.head().path());
    if (resource == null) {
      return ErrorResponses.unknownOperation();
    }
    try {
      return answer(resource, request);
    } catch (ApiException failure) {
      return ErrorResponses.of(failure);
    } catch (IOException | RuntimeException failure) {
      return ErrorResponses.ofFailure("GET " + request.head().path(), request.id(), failure);
    }
  }

  private Reply answer(Resource resource, Request request) throws IOException {
    var room = setup.memory().room(ApiError.OVERLOADED);
    try {
      var opened = open(request, room);
      count(resource.kind(), opened);
      return room.until(resource.answer().get(opened));
    } catch (Throwable failure) {
      room.close();
      throw failure;
    }
  }

  private void count(PlayerRequest kind, PlaybackRequest request) {
    var throttle = setup.throttle();
    var stream = request.stream();
    throttle.player(kind, stream, request.token());
    switch (kind) {
      case HLS_MASTER_PLAYLIST, MP4_INIT_FRAGMENT -> {}
      case HLS_MEDIA_PLAYLIST, DASH_MANIFEST -> {
        int most = request.session().selection().maxFragments();
        throttle.fragments(kind.wireName(), stream, most, 0);
      }
      case MP4_MEDIA_FRAGMENT, TS_FRAGMENT -> throttle.fragments(kind.wireName(), stream, 0, 1);
    }
  }

  private PlaybackRequest open(Request request, ReplyMemory.Room room) {
    var query = QueryString.parse(request.head().query());
    var token = query.first("SessionToken").orElse("");
    var session =
        setup
            .tokens()
            .open(token)
            .orElseThrow(
                () ->
                    ApiError.SESSION_REFUSED.because("The streaming session token is not valid."));
    long nowMs = setup.clock().millis();
    if (nowMs >= session.expiresAtMs()) {
      throw ApiError.SESSION_REFUSED.because("Streaming session token is expired");
    }
    var stream =
        setup
            .streams()
            .find(session.streamId())
            .orElseThrow(
                () -> ApiError.RESOURCE_NOT_FOUND.because("The requested stream was deleted."));
    var baseUrl = BaseUrl.of(setup.identity(), request);
    return new PlaybackRequest(
        session, stream, token, query, request.head().headers(), baseUrl, nowMs, room);
  }

  /// For players whose own clock is wrong.
  private Response time() {
    return new Response(
        200,
        List.of(new Headers.Field("Content-Type", "text/plain"), NO_STORE),
        IsoTime.of(setup.clock().millis()).getBytes(StandardCharsets.US_ASCII));
  }
}
