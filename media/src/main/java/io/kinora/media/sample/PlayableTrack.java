package io.kinora.media.sample;

import io.kinora.media.codec.TrackCodec;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.media.matroska.Track;
import java.util.List;

/// A track that players can be served, as one stream header describes it.
///
/// @param index among the tracks of the stream header, as frame tables have it; -1 if it is not
///     among them
/// @param track the track itself
/// @param codec how its frames are coded
/// @param timestampScaleNs nanoseconds of a tick in frame tables
/// @param timescale the clock it is served on
public record PlayableTrack(
    int index, Track track, TrackCodec codec, long timestampScaleNs, Timescale timescale) {
  private static final int MAX_NUMBER = 0x7FFF;

  /// The track on its natural clock.
  public static PlayableTrack of(StreamHeader header, int index, TrackCodec codec) {
    long scaleNs = header.timestampScaleNs();
    return new PlayableTrack(
        index, header.tracks().get(index), codec, scaleNs, Timescale.of(codec, scaleNs));
  }

  /// The track on a clock that follows from its codec alone, so that what is served of it fits
  /// together in whatever units the stream headers of its fragments count time.
  public PlayableTrack onClockOfCodec() {
    return isVideo()
        ? new PlayableTrack(index, track, codec, timestampScaleNs, Timescale.MPEG)
        : this;
  }

  /// The same track, on the same clock, as another stream header has it, which may give it another
  /// place and its times another unit.
  public PlayableTrack under(StreamHeader header) {
    List<Track> tracks = header.tracks();
    int here = 0;
    while (here < tracks.size() && tracks.get(here).number() != track.number()) {
      here++;
    }
    boolean absent = here == tracks.size();
    return new PlayableTrack(
        absent ? -1 : here,
        absent ? track : tracks.get(here),
        codec,
        header.timestampScaleNs(),
        timescale);
  }

  public boolean isVideo() {
    return switch (codec) {
      case TrackCodec.Avc _, TrackCodec.Hevc _ -> true;
      case TrackCodec.Aac _, TrackCodec.G711 _ -> false;
    };
  }

  /// The number by which MP4 knows it: that of the document, if it is not absurd.
  public int id() {
    return track.number() <= MAX_NUMBER ? (int) track.number() : MAX_NUMBER + 1 + index;
  }

  /// Whether samples are single moments rather than frames, as they are in G.711.
  public boolean hasUnitSamples() {
    return codec instanceof TrackCodec.G711;
  }

  /// Octets that are not to be divided: those of one moment of G.711; 1 for other codecs.
  public int unitBytes() {
    return codec instanceof TrackCodec.G711(var format) ? format.channels() : 1;
  }

  /// Samples, as audio counts them, in a frame of so many octets; 0 for video.
  int units(int frameBytes) {
    return switch (codec) {
      case TrackCodec.Aac(var configuration, _) -> configuration.samplesPerFrame();
      case TrackCodec.G711(var format) -> frameBytes / format.channels();
      case TrackCodec.Avc _, TrackCodec.Hevc _ -> 0;
    };
  }
}
