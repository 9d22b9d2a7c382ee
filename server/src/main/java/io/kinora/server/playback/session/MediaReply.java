package io.kinora.server.playback.session;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.mp4.InitSegment;
import io.kinora.media.mp4.MediaSegment;
import io.kinora.media.sample.PlayableTrack;
import io.kinora.media.sample.SampleTable;
import io.kinora.server.http.BodySink;
import io.kinora.server.http.Headers;
import io.kinora.server.http.Reply;
import io.kinora.server.http.Response;
import io.kinora.server.http.StreamingBody;
import io.kinora.server.http.StreamingResponse;
import io.kinora.store.FragmentMetadata;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Answers with media: init segments, and segments whose payload is taken out of stored fragments
/// as it lies there. Single ranges are honoured.
public final class MediaReply {
  private final Fragments fragments;

  public MediaReply(Fragments fragments) {
    this.fragments = fragments;
  }

  /// The init segment of a track.
  public Reply init(PlaybackRequest request, PlayableTrack track) {
    return whole(request, contentType(track), InitSegment.of(track));
  }

  /// The frames of a track of a fragment; a segment without samples if it has none.
  ///
  /// @param clusterMs where the fragment starts on the player's timeline
  public Reply segment(
      PlaybackRequest request, FragmentMetadata row, PlayableTrack track, long clusterMs)
      throws IOException {
    var samples = fragments.samples(row, track);
    return segment(request, row, samples, new Placing(clusterMs, 0, samples.count()));
  }

  /// Which samples of a fragment are wanted, and where they are played.
  ///
  /// @param clusterMs where the fragment starts on the player's timeline
  /// @param from the first sample
  /// @param to the sample behind the last one
  public record Placing(long clusterMs, int from, int to) {}

  /// Some frames of a track of a fragment.
  public Reply segment(
      PlaybackRequest request, FragmentMetadata row, SampleTable samples, Placing placing) {
    MediaSegment segment;
    try {
      segment =
          MediaSegment.part(
              samples,
              placing.from(),
              placing.to(),
              placing.clusterMs(),
              (int) row.number().sequence());
    } catch (MalformedMediaException malformed) {
      throw Fragments.unplayable(row, malformed);
    }
    var track = samples.track();
    return ranged(
        request,
        contentType(track),
        segment.length(),
        range -> sink -> send(row, segment, range, sink));
  }

  /// Octets that were made for this answer.
  public Reply whole(PlaybackRequest request, String contentType, byte[] octets) {
    return ranged(
        request,
        contentType,
        octets.length,
        range ->
            sink -> sink.write(ByteBuffer.wrap(octets, (int) range.from(), (int) range.length())));
  }

  private interface Body {
    StreamingBody of(ByteRange range);
  }

  private static Reply ranged(PlaybackRequest request, String contentType, long length, Body body) {
    var fields =
        new ArrayList<>(PlaylistReply.fields(contentType, PlaylistReply.untilExpiry(request)));
    fields.add(new Headers.Field("Accept-Ranges", "bytes"));
    return switch (ByteRange.of(request.headers(), length)) {
      case ByteRange.Asked.All() -> {
        fields.add(new Headers.Field("Content-Length", Long.toString(length)));
        yield new StreamingResponse(200, fields, body.of(new ByteRange(0, length - 1)));
      }
      case ByteRange.Asked.Part(var range) -> {
        fields.add(new Headers.Field("Content-Length", Long.toString(range.length())));
        fields.add(
            new Headers.Field(
                "Content-Range", "bytes " + range.from() + "-" + range.to() + "/" + length));
        yield new StreamingResponse(206, fields, body.of(range));
      }
      case ByteRange.Asked.Unsatisfiable() ->
          new Response(
              416, List.of(new Headers.Field("Content-Range", "bytes */" + length)), new byte[0]);
    };
  }

  /// The head goes through the sink's buffer; the media is lent as it lies in the store, and the
  /// fragment stays open until it was sent.
  private void send(FragmentMetadata row, MediaSegment segment, ByteRange range, BodySink sink)
      throws IOException {
    var fragment = fragments.open(row);
    List<ByteBuffer> slices;
    try {
      fragment.fetch();
      sink.write(cut(ByteBuffer.wrap(segment.head()), 0, range));
      slices = slices(segment, fragment.media(), range);
    } catch (IOException | RuntimeException failure) {
      fragment.close();
      throw failure;
    }
    sink.gather(slices, fragment::close);
  }

  private static List<ByteBuffer> slices(MediaSegment segment, ByteBuffer media, ByteRange range) {
    var slices = new ArrayList<ByteBuffer>();
    long[] position = {segment.head().length};
    segment.slices(
        (offset, size) -> {
          var slice = cut(media.slice(offset, size), position[0], range);
          position[0] += size;
          if (slice.hasRemaining()) {
            slices.add(slice);
          }
        });
    return slices;
  }

  /// What a range has of the octets that stand at a position of the whole.
  private static ByteBuffer cut(ByteBuffer octets, long position, ByteRange range) {
    int size = octets.remaining();
    int from = Math.clamp(range.from() - position, 0, size);
    int to = Math.clamp(range.to() + 1 - position, 0, size);
    return octets.slice(from, Math.max(0, to - from));
  }

  /// The type of a track's segments.
  public static String contentType(PlayableTrack track) {
    return track.isVideo() ? "video/mp4" : "audio/mp4";
  }
}
