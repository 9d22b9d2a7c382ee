package io.kinora.server.playback.hls;

import io.kinora.server.api.ApiError;
import io.kinora.server.http.Reply;
import io.kinora.server.playback.session.Format;
import io.kinora.server.playback.session.MediaReply;
import io.kinora.server.playback.session.PlaybackRequest;
import io.kinora.server.playback.session.PlaybackUrls;
import io.kinora.server.playback.session.Sessions;
import java.io.IOException;

/// Media segments of MPEG-TS, with all tracks of their fragment.
final class TsResource implements PlaybackUrls.Answer {
  private final Sessions sessions;
  private final MediaReply media;

  TsResource(Sessions sessions, MediaReply media) {
    this.sessions = sessions;
    this.media = media;
  }

  @Override
  public Reply get(PlaybackRequest request) throws IOException {
    var session = request.session();
    var format = HlsUris.format(session);
    if (format.container() != Format.ContainerFormat.MPEG_TS) {
      throw ApiError.INVALID_ARGUMENT.because("The streaming session is played as FRAGMENTED_MP4.");
    }
    var row = sessions.fragment(request, request.required("FragmentNumber"));
    long clusterMs = row.timeMs(session.axis()) - session.first().baseMs();
    return media.transportStream(
        request,
        row,
        sessions.samples(session, row),
        new MediaReply.Packing(clusterMs, format.reorderTicks()));
  }
}
