package io.kinora.server;

import io.kinora.server.api.Operation;
import io.kinora.server.api.ServiceIdentity;
import io.kinora.server.api.Throttle;
import io.kinora.server.live.LiveStreams;
import io.kinora.server.playback.PlaybackConfig;
import io.kinora.server.playback.ReplyMemory;
import io.kinora.server.playback.StreamHeaders;
import io.kinora.server.playback.dash.DashResources;
import io.kinora.server.playback.dash.GetDashStreamingSessionUrl;
import io.kinora.server.playback.hls.GetHlsStreamingSessionUrl;
import io.kinora.server.playback.hls.HlsResources;
import io.kinora.server.playback.session.Fragments;
import io.kinora.server.playback.session.MediaReply;
import io.kinora.server.playback.session.PlaybackUrls;
import io.kinora.server.playback.session.SessionTokens;
import io.kinora.server.playback.session.Sessions;
import io.kinora.store.FragmentStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The parts that play streams by HLS and DASH.
///
/// @param operations those that give out the URLs of sessions
/// @param urls what is behind these URLs
record Playback(List<Operation<?>> operations, PlaybackUrls urls) {
  /// What the parts work with.
  ///
  /// @param front put in front of what players ask for
  record Setup(
      FragmentStore store,
      LiveStreams streams,
      StreamHeaders headers,
      ReplyMemory replies,
      PlaybackConfig config,
      Throttle throttle,
      UnaryOperator<Map<String, PlaybackUrls.Resource>> front) {}

  /// @param secret random octets that outlive restarts
  static Playback of(Setup setup, byte[] secret, ServiceIdentity identity, InstantSource clock) {
    var store = setup.store();
    var headers = setup.headers();
    var fragments = new Fragments(store, headers, setup.config().codecs());
    var sessions = new Sessions(store, fragments, setup.streams(), setup.config());
    var media = new MediaReply(fragments);
    var tokens = new SessionTokens(secret);
    var resources =
        Stream.of(
                HlsResources.of(new HlsResources.Setup(sessions, media, setup.streams(), headers)),
                DashResources.of(sessions, media))
            .map(setup.front())
            .toList();
    return new Playback(
        List.of(
            new GetHlsStreamingSessionUrl(sessions, tokens),
            new GetDashStreamingSessionUrl(sessions, tokens)),
        new PlaybackUrls(
            new PlaybackUrls.Setup(
                setup.streams(), tokens, setup.replies(), identity, clock, setup.throttle()),
            resources));
  }
}
