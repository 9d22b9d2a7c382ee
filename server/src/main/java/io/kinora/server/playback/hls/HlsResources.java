package io.kinora.server.playback.hls;

import static io.kinora.server.api.Throttle.PlayerRequest.HLS_MASTER_PLAYLIST;
import static io.kinora.server.api.Throttle.PlayerRequest.HLS_MEDIA_PLAYLIST;
import static io.kinora.server.api.Throttle.PlayerRequest.MP4_INIT_FRAGMENT;
import static io.kinora.server.api.Throttle.PlayerRequest.MP4_MEDIA_FRAGMENT;
import static io.kinora.server.api.Throttle.PlayerRequest.TS_FRAGMENT;

import io.kinora.server.live.LiveStreams;
import io.kinora.server.playback.StreamHeaders;
import io.kinora.server.playback.session.MediaReply;
import io.kinora.server.playback.session.PlaybackUrls.Resource;
import io.kinora.server.playback.session.Sessions;
import java.util.Map;

/// The sub-resources of HLS sessions.
public final class HlsResources {
  private HlsResources() {}

  /// What the resources work with.
  public record Setup(
      Sessions sessions, MediaReply media, LiveStreams streams, StreamHeaders headers) {}

  /// By path.
  public static Map<String, Resource> of(Setup setup) {
    var sessions = setup.sessions();
    var edge = new LiveEdge(setup.streams(), setup.headers(), sessions);
    var parts = new Parts(sessions, edge);
    var mp4 =
        new Mp4Resources(
            sessions, setup.media(), new PartReply(sessions, edge, parts, setup.media()));
    var ts = new Resource(TS_FRAGMENT, new TsResource(sessions, setup.media()));
    var live = new LivePlaylists(sessions, edge, parts);
    return Map.of(
        HlsUris.BASE + HlsUris.MASTER,
        new Resource(HLS_MASTER_PLAYLIST, new MasterPlaylistResource(sessions)),
        HlsUris.BASE + HlsUris.MEDIA,
        new Resource(HLS_MEDIA_PLAYLIST, new MediaPlaylistResource(sessions, live)),
        HlsUris.BASE + HlsUris.INIT,
        new Resource(MP4_INIT_FRAGMENT, mp4::init),
        HlsUris.BASE + HlsUris.MP4,
        new Resource(MP4_MEDIA_FRAGMENT, mp4::segment),
        HlsUris.BASE + HlsUris.TS,
        ts,
        HlsUris.BASE + HlsUris.TS_BARE,
        ts);
  }
}
