package io.kinora.server.playback.hls;

import io.kinora.server.api.ApiError;
import io.kinora.server.http.Reply;
import io.kinora.server.playback.session.Format;
import io.kinora.server.playback.session.Fragments;
import io.kinora.server.playback.session.MediaReply;
import io.kinora.server.playback.session.PlaybackMode;
import io.kinora.server.playback.session.PlaybackRequest;
import io.kinora.server.playback.session.Sessions;
import java.io.IOException;

/// Init and media segments of fragmented MP4. A media segment depends on nothing but its fragment
/// and the start of the session.
final class Mp4Resources {
  private final Sessions sessions;
  private final MediaReply media;
  private final PartReply parts;

  Mp4Resources(Sessions sessions, MediaReply media, PartReply parts) {
    this.sessions = sessions;
    this.media = media;
    this.parts = parts;
  }

  Reply init(PlaybackRequest request) throws IOException {
    long track = track(request);
    long position = request.number("SequenceNumber").orElse(0L);
    var place =
        sessions
            .timeline(request)
            .run(request.stream(), position, request.nowMs())
            .orElseThrow(Fragments::gone);
    return media.init(request, sessions.track(request.session(), place.fragment(), track));
  }

  Reply segment(PlaybackRequest request) throws IOException {
    long track = track(request);
    var session = request.session();
    var part = request.number("Part");
    if (part.isPresent()) {
      if (session.mode() != PlaybackMode.LIVE) {
        throw ApiError.INVALID_ARGUMENT.because("The streaming session has no parts.");
      }
      return parts.get(request, track, part.get());
    }
    var row = sessions.fragment(request, request.required("FragmentNumber"));
    long clusterMs = row.timeMs(session.axis()) - session.first().baseMs();
    return media.segment(request, row, sessions.track(session, row, track), clusterMs);
  }

  private static long track(PlaybackRequest request) {
    if (HlsUris.format(request.session()).container() != Format.ContainerFormat.FRAGMENTED_MP4) {
      throw ApiError.INVALID_ARGUMENT.because("The streaming session is played as MPEG_TS.");
    }
    return Rendition.of(request).track();
  }
}
