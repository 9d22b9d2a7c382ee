package io.kinora.server.playback.hls;

import io.kinora.server.http.Reply;
import io.kinora.server.playback.session.PlaybackMode;
import io.kinora.server.playback.session.PlaybackRequest;
import io.kinora.server.playback.session.PlaybackUrls;
import io.kinora.server.playback.session.PlaylistReply;
import io.kinora.server.playback.session.Sessions;
import io.kinora.store.FragmentMetadata;
import java.io.IOException;

/// The media playlist of a rendition.
final class MediaPlaylistResource implements PlaybackUrls.Answer {
  private final Sessions sessions;
  private final LivePlaylists live;

  MediaPlaylistResource(Sessions sessions, LivePlaylists live) {
    this.sessions = sessions;
    this.live = live;
  }

  @Override
  public Reply get(PlaybackRequest request) throws IOException {
    var session = request.session();
    var rendition = Rendition.of(request);
    var listing =
        new MediaListing(
            session, rendition, request.token(), place -> plays(request, place.fragment()));
    boolean lowLatency = HlsUris.isLowLatency(request);
    if (lowLatency
        && session.mode() == PlaybackMode.LIVE
        && rendition.kind() != Rendition.Kind.MUXED) {
      var text = live.text(request, rendition, listing);
      return PlaylistReply.changing(request, HlsUris.CONTENT_TYPE, text);
    }
    var window = sessions.timeline(request).window(request.stream(), request.nowMs());
    PlaylistReply.hold(request, window.places().size());
    var text = listing.of(window).text();
    return session.mode() == PlaybackMode.ON_DEMAND
        ? PlaylistReply.constant(request, HlsUris.CONTENT_TYPE, text)
        : PlaylistReply.changing(request, HlsUris.CONTENT_TYPE, text);
  }

  /// Outside LIVE mode what was sent twice has been left out before.
  private boolean plays(PlaybackRequest request, FragmentMetadata row) {
    boolean repeated =
        request.session().mode() == PlaybackMode.LIVE && sessions.repeats(request, row);
    return !repeated && sessions.plays(request.session(), row);
  }
}
