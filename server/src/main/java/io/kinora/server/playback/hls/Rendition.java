package io.kinora.server.playback.hls;

import io.kinora.server.api.ApiError;
import io.kinora.server.playback.session.Format;
import io.kinora.server.playback.session.PlaybackRequest;
import io.kinora.store.Presentation;

/// What one media playlist plays of a session: a track of it, or all tracks in one transport
/// stream.
///
/// @param track number of the track; of the main one where several are muxed
record Rendition(Kind kind, long track) {
  enum Kind {
    VIDEO,
    AUDIO,
    MUXED
  }

  /// The rendition that a request names by its `TrackNumber`.
  static Rendition of(PlaybackRequest request) {
    var tracks = request.session().tracks();
    if (HlsUris.format(request.session()).container() == Format.ContainerFormat.MPEG_TS) {
      return new Rendition(Kind.MUXED, tracks.main());
    }
    long track = request.requiredNumber("TrackNumber");
    if (tracks.hasVideo() && track == tracks.video()) {
      return new Rendition(Kind.VIDEO, track);
    }
    if (tracks.hasAudio() && track == tracks.audio()) {
      return new Rendition(Kind.AUDIO, track);
    }
    throw ApiError.INVALID_ARGUMENT.because("The session has no track %d.".formatted(track));
  }

  /// How long it plays of a fragment; 0 if the fragment has nothing of it.
  int durationMs(Presentation fragment) {
    return switch (kind) {
      case VIDEO -> fragment.videoMs();
      case AUDIO -> fragment.audioMs();
      case MUXED -> fragment.videoMs() > 0 ? fragment.videoMs() : fragment.audioMs();
    };
  }
}
