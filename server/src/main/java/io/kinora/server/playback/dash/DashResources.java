package io.kinora.server.playback.dash;

import static io.kinora.server.api.Throttle.PlayerRequest.DASH_MANIFEST;
import static io.kinora.server.api.Throttle.PlayerRequest.MP4_INIT_FRAGMENT;
import static io.kinora.server.api.Throttle.PlayerRequest.MP4_MEDIA_FRAGMENT;

import io.kinora.server.api.ApiError;
import io.kinora.server.http.Reply;
import io.kinora.server.playback.session.Fragments;
import io.kinora.server.playback.session.MediaReply;
import io.kinora.server.playback.session.Place;
import io.kinora.server.playback.session.PlaybackMode;
import io.kinora.server.playback.session.PlaybackRequest;
import io.kinora.server.playback.session.PlaybackUrls.Resource;
import io.kinora.server.playback.session.PlaylistReply;
import io.kinora.server.playback.session.Sessions;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// The sub-resources of DASH sessions.
public final class DashResources {
  private final Sessions sessions;
  private final MediaReply media;

  private DashResources(Sessions sessions, MediaReply media) {
    this.sessions = sessions;
    this.media = media;
  }

  /// By path.
  public static Map<String, Resource> of(Sessions sessions, MediaReply media) {
    var dash = new DashResources(sessions, media);
    return Map.of(
        DashUris.BASE + DashUris.MANIFEST, new Resource(DASH_MANIFEST, dash::manifest),
        DashUris.BASE + DashUris.INIT, new Resource(MP4_INIT_FRAGMENT, dash::init),
        DashUris.BASE + DashUris.MEDIA, new Resource(MP4_MEDIA_FRAGMENT, dash::segment));
  }

  private Reply manifest(PlaybackRequest request) throws IOException {
    var session = request.session();
    DashUris.format(session);
    var window = sessions.timeline(request).window(request.stream(), request.nowMs());
    var listing =
        new ManifestListing(
            session, sessions.sample(request), request.token(), request.baseUrl() + "/time");
    PlaylistReply.hold(request, window.places().size());
    var text = listing.of(window, request.nowMs()).text();
    return session.mode() == PlaybackMode.ON_DEMAND
        ? PlaylistReply.constant(request, DashUris.CONTENT_TYPE, text)
        : PlaylistReply.changing(request, DashUris.CONTENT_TYPE, text);
  }

  private Reply init(PlaybackRequest request) throws IOException {
    long track = track(request);
    var place =
        sessions
            .timeline(request)
            .run(request.stream(), 0, request.nowMs())
            .orElseThrow(Fragments::gone);
    return media.init(request, sessions.track(request.session(), place.fragment(), track));
  }

  private Reply segment(PlaybackRequest request) throws IOException {
    long number = track(request);
    var session = request.session();
    var place =
        at(request, request.requiredNumber("SequenceNumber") - 1).orElseThrow(Fragments::gone);
    var row = place.fragment();
    var track = sessions.track(session, row, number);
    if (row.presentation().configuration() != session.first().configuration()) {
      throw ApiError.INVALID_CODEC_PRIVATE_DATA.because(
          "The codec private data of fragment %s differs from that of the first fragment."
              .formatted(row.number()));
    }
    // The segments of the main track stand one behind the other, whatever the fragments' times are;
    // the other track keeps its distance to it.
    long clusterMs = place.elapsedMs() - row.presentation().startMs();
    return media.segment(request, row, track, clusterMs);
  }

  private Optional<Place> at(PlaybackRequest request, long position) throws IOException {
    return sessions.timeline(request).at(request.stream(), position, request.nowMs());
  }

  private static long track(PlaybackRequest request) {
    DashUris.format(request.session());
    long track = request.requiredNumber("TrackNumber");
    if (!request.session().tracks().has(track)) {
      throw ApiError.INVALID_ARGUMENT.because("The session has no track %d.".formatted(track));
    }
    return track;
  }
}
