package io.kinora.server.playback.session;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.mp4.InitSegment;
import io.kinora.media.mp4.MediaSegment;
import io.kinora.media.sample.PlayableTrack;
import io.kinora.media.sample.SampleTable;
import io.kinora.media.ts.TsSegment;
import io.kinora.server.http.BodySink;
import io.kinora.server.http.ByteRange;
import io.kinora.server.http.Headers;
import io.kinora.server.http.Reply;
import io.kinora.server.http.Response;
import io.kinora.server.http.StreamingBody;
import io.kinora.server.http.StreamingResponse;
import io.kinora.server.playback.ConvertedFrames;
import io.kinora.store.FragmentMetadata;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Answers with media: init segments, and segments whose payload is taken out of stored fragments
/// as it lies there. Single ranges are honoured.
public final class MediaReply {
  /// Segments have no entity tags: their URLs never stand for other octets.
  private static final String NO_TAG = "";

  private static final String TRANSPORT_STREAM = "video/mp2t";

  /// Larger fragments are packed while they are sent.
  private static final int PACKED_BYTES_MAX = 8 << 20;

  /// Copies of a frame that there are while it is packed.
  private static final int FRAME_COPIES = 6;

  /// Octets that the tables of a segment take for each of its samples.
  private static final int SAMPLE_BYTES = 64;

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
    var media = fragments.media(row, track, request.room());
    var samples = media.samples();
    var placing = new Placing(clusterMs, 0, samples.count());
    if (media.converted().isEmpty()) {
      return segment(request, row, samples, placing);
    }
    var segment = segment(row, samples, placing);
    var frames = media.converted().get();
    return ranged(
        request,
        contentType(track),
        segment.length(),
        range -> sink -> convert(row, segment, frames, new Cut(range, sink)));
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
    request.room().hold((long) SAMPLE_BYTES * samples.count());
    var segment = segment(row, samples, placing);
    var track = samples.track();
    return ranged(
        request,
        contentType(track),
        segment.length(),
        range -> sink -> send(row, segment, range, sink));
  }

  /// The frames of a fragment as a transport stream. One that is not large is made before it is
  /// sent, so that its length is known and parts of it can be had.
  public Reply transportStream(
      PlaybackRequest request, FragmentMetadata row, List<SampleTable> tracks, Packing packing)
      throws IOException {
    long workBytes = workBytes(tracks);
    if (row.sizeBytes() > PACKED_BYTES_MAX) {
      request.room().hold(workBytes);
      var fields = PlaylistReply.fields(TRANSPORT_STREAM, PlaylistReply.untilExpiry(request));
      return new StreamingResponse(200, fields, sink -> pack(row, tracks, packing, sink::write));
    }
    var packed = new PackedStream(request.room(), workBytes, row.sizeBytes());
    try {
      pack(row, tracks, packing, packed);
    } catch (UnpackableException unpackable) {
      throw Fragments.unplayable(row, unpackable.malformed);
    }
    return ranged(
        request,
        TRANSPORT_STREAM,
        packed.finish(),
        range -> sink -> packed.send(new Cut(range, sink)));
  }

  /// Octets of memory that it takes to pack samples.
  private static long workBytes(List<SampleTable> tracks) {
    long bytes = 0;
    int largest = 0;
    for (var samples : tracks) {
      bytes += (long) SAMPLE_BYTES * samples.count();
      for (int i = 0; i < samples.count(); i++) {
        largest = Math.max(largest, samples.size(i));
      }
    }
    return bytes + (long) FRAME_COPIES * largest;
  }

  /// How a transport stream is timed.
  ///
  /// @param clusterMs where the fragment starts on the player's timeline
  /// @param reorderTicks how much earlier than shown frames are decoded, in ticks of 90 kHz
  public record Packing(long clusterMs, long reorderTicks) {}

  /// Media that turned out to be malformed while it was packed.
  private static final class UnpackableException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient MalformedMediaException malformed;

    UnpackableException(MalformedMediaException malformed) {
      super(malformed);
      this.malformed = malformed;
    }
  }

  private void pack(
      FragmentMetadata row, List<SampleTable> tracks, Packing packing, TsSegment.Output output)
      throws IOException {
    try (var fragment = fragments.open(row)) {
      fragment.fetch();
      var media = fragment.media();
      TsSegment.write(
          tracks,
          packing.clusterMs(),
          packing.reorderTicks(),
          (offset, size) -> {
            var frame = new byte[size];
            media.get(offset, frame);
            return frame;
          },
          output);
    } catch (MalformedMediaException malformed) {
      throw new UnpackableException(malformed);
    }
  }

  private static MediaSegment segment(FragmentMetadata row, SampleTable samples, Placing placing) {
    try {
      return MediaSegment.part(
          samples,
          placing.from(),
          placing.to(),
          placing.clusterMs(),
          (int) row.number().sequence());
    } catch (MalformedMediaException malformed) {
      throw Fragments.unplayable(row, malformed);
    }
  }

  /// Octets that were made for this answer.
  public Reply whole(PlaybackRequest request, String contentType, byte[] octets) {
    request.room().hold(octets.length);
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
    return switch (ByteRange.of(request.headers(), length, NO_TAG)) {
      case ByteRange.Asked.All() -> {
        fields.add(new Headers.Field("Content-Length", Long.toString(length)));
        yield new StreamingResponse(200, fields, body.of(ByteRange.whole(length)));
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

  private void convert(FragmentMetadata row, MediaSegment segment, ConvertedFrames frames, Cut cut)
      throws IOException {
    cut.write(ByteBuffer.wrap(segment.head()));
    try (var fragment = fragments.open(row)) {
      fragment.fetch();
      segment.slices((offset, size) -> frames.read(fragment, offset, size, cut::write));
    }
  }

  /// The head goes through the sink's buffer; the media is lent as it lies in the store, and the
  /// fragment stays open until it was sent.
  private void send(FragmentMetadata row, MediaSegment segment, ByteRange range, BodySink sink)
      throws IOException {
    var fragment = fragments.open(row);
    List<ByteBuffer> slices;
    try {
      fragment.fetch();
      sink.write(Cut.of(ByteBuffer.wrap(segment.head()), 0, range));
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
          var slice = Cut.of(media.slice(offset, size), position[0], range);
          position[0] += size;
          if (slice.hasRemaining()) {
            slices.add(slice);
          }
        });
    return slices;
  }

  /// The type of a track's segments.
  public static String contentType(PlayableTrack track) {
    return track.isVideo() ? "video/mp4" : "audio/mp4";
  }
}
