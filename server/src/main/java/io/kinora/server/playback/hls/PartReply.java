package io.kinora.server.playback.hls;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.mp4.MediaSegment;
import io.kinora.media.sample.SampleTable;
import io.kinora.server.api.ApiError;
import io.kinora.server.http.Reply;
import io.kinora.server.live.LiveFragment;
import io.kinora.server.playback.session.Fragments;
import io.kinora.server.playback.session.MediaReply;
import io.kinora.server.playback.session.PlaybackRequest;
import io.kinora.server.playback.session.Sessions;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Answers with a part of a segment: from the store, or from memory while its fragment arrives. A
/// part that was hinted at and is not there yet is waited for.
final class PartReply {
  /// Of a part's octets while it is put together.
  private static final long COPIES = 2;

  private final Sessions sessions;
  private final LiveEdge edge;
  private final Parts parts;
  private final MediaReply media;

  PartReply(Sessions sessions, LiveEdge edge, Parts parts, MediaReply media) {
    this.sessions = sessions;
    this.edge = edge;
    this.parts = parts;
    this.media = media;
  }

  Reply get(PlaybackRequest request, long track, long part) throws IOException {
    var digits = request.required("FragmentNumber");
    var number = FragmentNumber.parse(digits).orElseThrow(Fragments::gone);
    var stream = edge.stream(request);
    long endNs = LiveEdge.patience(request);
    var timeline = sessions.timeline(request);
    while (true) {
      long news = stream.news();
      var inMemory = edge.find(stream, number);
      if (inMemory.isEmpty()) {
        return stored(request, sessions.fragment(request, digits), track, part);
      }
      var window = timeline.window(request.stream(), request.nowMs());
      if (window.ended()) {
        throw Fragments.gone();
      }
      var newest = window.places().getLast().fragment();
      var octets = arriving(request, inMemory.get(), newest, track, part);
      if (octets.isPresent()) {
        var type = track == request.session().tracks().video() ? "video/mp4" : "audio/mp4";
        return media.whole(request, type, octets.get());
      }
      LiveEdge.await(stream, news, endNs);
    }
  }

  private Reply stored(PlaybackRequest request, FragmentMetadata row, long track, long part)
      throws IOException {
    var session = request.session();
    var all = parts.of(session, row, track);
    if (part >= all.size()) {
      throw Fragments.gone();
    }
    var wanted = all.get((int) part);
    long clusterMs = row.timeMs(session.axis()) - session.first().baseMs();
    return media.segment(
        request,
        row,
        sessions.samples(session, row, track),
        new MediaReply.Placing(clusterMs, wanted.from(), wanted.to()));
  }

  /// Empty if it has not arrived yet, or has just gone over into the store.
  private Optional<byte[]> arriving(
      PlaybackRequest request,
      LiveFragment fragment,
      FragmentMetadata newest,
      long track,
      long part)
      throws IOException {
    var session = request.session();
    if (edge.next(request, List.of(fragment), newest).isEmpty()) {
      return Optional.empty();
    }
    var arrived = parts.of(request, fragment, newest, track);
    if (part >= arrived.parts().size() || arrived.track().isEmpty()) {
      return Optional.empty();
    }
    var wanted = arrived.parts().get((int) part);
    var identity = fragment.identity();
    long startMs =
        switch (session.axis()) {
          case PRODUCER -> identity.producerTimeMs();
          case SERVER -> identity.number().serverTimeMs();
        };
    var segment =
        segment(
            arrived.track().get().samples(), wanted, startMs - session.first().baseMs(), identity);
    request.room().hold(COPIES * segment.length());
    var octets = octets(fragment, segment);
    if (octets.isEmpty()) {
      request.room().hold(0);
    }
    return octets;
  }

  private static MediaSegment segment(
      SampleTable samples, Part part, long clusterMs, LiveFragment.Identity identity) {
    try {
      return MediaSegment.part(
          samples, part.from(), part.to(), clusterMs, (int) identity.number().sequence());
    } catch (MalformedMediaException malformed) {
      throw ApiError.INVALID_MEDIA_FRAME.because(
          "Fragment %s cannot be played: %s".formatted(identity.digits(), malformed.getMessage()));
    }
  }

  /// Empty if the fragment has left memory.
  private static Optional<byte[]> octets(LiveFragment fragment, MediaSegment segment) {
    var octets = new ByteArrayOutputStream((int) segment.length());
    octets.writeBytes(segment.head());
    var slices = new ArrayList<int[]>();
    segment.slices((offset, size) -> slices.add(new int[] {offset, size}));
    for (var slice : slices) {
      var media = ByteBuffer.allocate(slice[1]);
      if (!fragment.copy(slice[0], media)) {
        return Optional.empty();
      }
      octets.writeBytes(media.array());
    }
    return Optional.of(octets.toByteArray());
  }
}
