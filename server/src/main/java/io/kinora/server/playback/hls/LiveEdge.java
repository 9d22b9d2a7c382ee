package io.kinora.server.playback.hls;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.FragmentDuration;
import io.kinora.media.matroska.FrameTable;
import io.kinora.media.sample.SampleTable;
import io.kinora.server.api.ApiError;
import io.kinora.server.live.LiveFragment;
import io.kinora.server.live.LiveFragment.State;
import io.kinora.server.live.LiveStream;
import io.kinora.server.live.LiveStreams;
import io.kinora.server.playback.StreamHeaders;
import io.kinora.server.playback.session.PlaybackRequest;
import io.kinora.server.playback.session.Sessions;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The fragment that is still arriving, which becomes the next segment of a live session.
///
/// Where several producers write one stream, which of their fragments comes next is not known
/// before it is stored: then nothing is said of them.
final class LiveEdge {
  /// Target durations that something new is waited for.
  private static final int WAIT_TARGETS = 3;

  private final LiveStreams streams;
  private final StreamHeaders headers;
  private final Sessions sessions;

  LiveEdge(LiveStreams streams, StreamHeaders headers, Sessions sessions) {
    this.streams = streams;
    this.headers = headers;
    this.sessions = sessions;
  }

  LiveStream stream(PlaybackRequest request) throws IOException {
    return streams.of(request.stream());
  }

  /// Until when a request that comes now is kept waiting, as [System#nanoTime] counts.
  static long patience(PlaybackRequest request) {
    long targetSeconds = HlsUris.format(request.session()).targetSeconds();
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_TARGETS * targetSeconds);
  }

  /// Waits for news of a stream; throws [io.kinora.server.api.ApiException] if none comes in time,
  /// or ever, because the stream was deleted.
  ///
  /// @param news those that were known before it was looked what there is
  static void await(LiveStream stream, long news, long endNs) {
    if (stream.isDeleted()) {
      throw ApiError.RESOURCE_NOT_FOUND.because("The requested stream was deleted.");
    }
    long leftNs = endNs - System.nanoTime();
    if (leftNs <= 0 || stream.isStopping() || !stream.awaitNews(news, leftNs)) {
      throw ApiError.SERVICE_UNAVAILABLE.because("Nothing new has arrived.");
    }
  }

  /// What is in memory, to be looked at before the store is, so that a fragment which moves over
  /// meanwhile is seen in one of them.
  List<LiveFragment> inMemory(LiveStream stream) {
    return stream.inMemory().filter(LiveFragment::isIdentified).toList();
  }

  /// The fragment behind the newest one that is stored, if it is sure to be the next segment, goes
  /// on with the same configuration, and is not one that was played before.
  Optional<LiveFragment> next(
      PlaybackRequest request, List<LiveFragment> inMemory, FragmentMetadata newest)
      throws IOException {
    var waiting =
        inMemory.stream()
            .filter(each -> each.identity().number().compareTo(newest.number()) > 0)
            .filter(each -> each.state() == State.OPEN || each.state() == State.COMPLETE)
            .toList();
    // Of one producer's fragments the complete ones come first.
    boolean sure =
        waiting.stream().filter(each -> each.state() == State.OPEN).count() <= 1
            && !waiting.isEmpty()
            && (waiting.size() == 1 || waiting.getFirst().state() == State.COMPLETE);
    if (!sure) {
      return Optional.empty();
    }
    var identity = waiting.getFirst().identity();
    return identity.configuration() == newest.presentation().configuration()
            && !sessions.repeats(request, identity)
        ? Optional.of(waiting.getFirst())
        : Optional.empty();
  }

  /// The fragment in memory that has this number.
  Optional<LiveFragment> find(LiveStream stream, FragmentNumber number) {
    return inMemory(stream).stream()
        .filter(each -> each.identity().number().equals(number))
        .findFirst();
  }

  /// What has arrived of a track.
  ///
  /// @param startMs when it begins to be played, milliseconds after the fragment's time
  record Arrived(SampleTable samples, int startMs) {}

  /// What has arrived of a track of a fragment whose configuration is that of a stored one; empty
  /// without frames of it, and if they have to be converted.
  Optional<Arrived> arrived(
      PlaybackRequest request, LiveFragment fragment, FragmentMetadata alike, long trackNumber)
      throws IOException {
    var header = headers.read(fragment.identity().header().bytes());
    var track = sessions.track(request.session(), alike, trackNumber).under(header);
    int visible = fragment.visibleBytes();
    var frames = FrameTable.decode(fragment.frames());
    int rows = 0;
    while (rows < frames.count() && frames.offset(rows) + frames.size(rows) <= visible) {
      rows++;
    }
    if (track.track().encoded()) {
      return Optional.empty();
    }
    try {
      var samples = SampleTable.of(track, frames, rows);
      if (samples.count() == 0) {
        return Optional.empty();
      }
      int earliestMs = FragmentDuration.startMs(frames, rows, header, track.index());
      int startMs = fragment.identity().startMs(earliestMs, samples.key(0));
      return Optional.of(new Arrived(samples.playedFrom(startMs), startMs));
    } catch (MalformedMediaException _) {
      // Its request will be refused when it is stored.
      return Optional.empty();
    }
  }
}
