package io.kinora.server.playback.hls;

import io.kinora.media.codec.CodecDescription;
import io.kinora.media.codec.TrackCodec;
import io.kinora.media.sample.PlayableTrack;
import io.kinora.server.http.Reply;
import io.kinora.server.playback.hls.MasterPlaylist.Variant;
import io.kinora.server.playback.session.Format;
import io.kinora.server.playback.session.PlaybackRequest;
import io.kinora.server.playback.session.PlaybackUrls;
import io.kinora.server.playback.session.PlaylistReply;
import io.kinora.server.playback.session.SessionSample;
import io.kinora.server.playback.session.Sessions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// The master playlist: what the session's first fragments are like. The same for the whole
/// session.
final class MasterPlaylistResource implements PlaybackUrls.Answer {
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
            variants(sample, muxed),
            video.map(
                picture ->
                    new MasterPlaylist.Picture(
                        picture.width(), picture.height(), sample.video().framesPerSecond())),
            HlsUris.playlist(request, set.main()),
            rendition
                ? Optional.of(
                    new MasterPlaylist.Audio(
                        HlsUris.playlist(request, set.audio()),
                        audio.map(CodecDescription::channels).orElse(0)))
                : Optional.empty());
    return PlaylistReply.constant(request, HlsUris.CONTENT_TYPE, master.text());
  }

  /// Everything; and for browsers, none of which plays G.711 and which drop what has a codec they
  /// do not know, the video without it.
  private static List<Variant> variants(SessionSample sample, boolean muxed) {
    var codecs = sample.tracks().all().stream().map(track -> describe(track).rfc6381()).toList();
    var all =
        new Variant(
            codecs,
            overhead(muxed, sample.video().peakBits() + sample.audio().peakBits()),
            overhead(muxed, sample.video().meanBits() + sample.audio().meanBits()),
            true);
    boolean g711 =
        sample
            .tracks()
            .audio()
            .filter(track -> track.codec() instanceof TrackCodec.G711)
            .isPresent();
    if (!g711 || sample.tracks().video().isEmpty()) {
      return List.of(all);
    }
    var rates = sample.video();
    return List.of(
        all, new Variant(List.of(codecs.getFirst()), rates.peakBits(), rates.meanBits(), false));
  }

  /// A transport stream adds about a tenth; what MP4 adds is in the sample.
  private static long overhead(boolean muxed, long bits) {
    return muxed ? bits + bits / 10 : bits;
  }

  private static CodecDescription describe(PlayableTrack track) {
    return track.codec().describe();
  }
}
