package io.kinora.server.playback.hls;

import io.kinora.media.codec.CodecDescription;
import io.kinora.media.sample.PlayableTrack;
import io.kinora.server.http.Reply;
import io.kinora.server.playback.session.Format;
import io.kinora.server.playback.session.PlaybackRequest;
import io.kinora.server.playback.session.PlaybackUrls;
import io.kinora.server.playback.session.PlaylistReply;
import io.kinora.server.playback.session.Sessions;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;

/// The master playlist: what the session's first fragments are like. The same for the whole
/// session.
final class MasterPlaylistResource implements PlaybackUrls.Resource {
  private final Sessions sessions;

  MasterPlaylistResource(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public Reply get(PlaybackRequest request) throws IOException {
    var format = HlsUris.format(request.session());
    boolean muxed = format.container() == Format.ContainerFormat.MPEG_TS;
    var sample = sessions.sample(request);
    var video = sample.tracks().video().map(MasterPlaylistResource::describe);
    var audio = sample.tracks().audio().map(MasterPlaylistResource::describe);
    var set = request.session().tracks();
    boolean rendition = !muxed && video.isPresent() && audio.isPresent();
    var master =
        new MasterPlaylist(
            MediaListing.version(muxed),
            sample.independent(),
            Stream.concat(video.stream(), audio.stream()).map(CodecDescription::rfc6381).toList(),
            video.map(
                picture ->
                    new MasterPlaylist.Picture(
                        picture.width(), picture.height(), sample.video().framesPerSecond())),
            overhead(muxed, sample.video().peakBits() + sample.audio().peakBits()),
            overhead(muxed, sample.video().meanBits() + sample.audio().meanBits()),
            HlsUris.playlist(request.token(), set.main()),
            rendition
                ? Optional.of(
                    new MasterPlaylist.Audio(
                        HlsUris.playlist(request.token(), set.audio()),
                        audio.map(CodecDescription::channels).orElse(0)))
                : Optional.empty());
    return PlaylistReply.constant(request, HlsUris.CONTENT_TYPE, master.text());
  }

  /// A transport stream adds about a tenth; what MP4 adds is in the sample.
  private static long overhead(boolean muxed, long bits) {
    return muxed ? bits + bits / 10 : bits;
  }

  private static CodecDescription describe(PlayableTrack track) {
    return track.codec().describe();
  }
}
