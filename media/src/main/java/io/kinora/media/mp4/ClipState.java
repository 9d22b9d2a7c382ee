package io.kinora.media.mp4;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.sample.SampleTable;
import java.util.ArrayList;
import java.util.List;

/// How far a clip came, and where on its timeline the next fragment goes. Nothing ever goes back:
///
/// - what would begin before its track's last sample moves to the end, with its whole fragment, so
///   that its tracks stay together;
/// - a pause makes the sample before it last longer.
final class ClipState {
  private static final long MILLISECOND_NS = 1_000_000;

  /// A century, so that no sum exceeds 64 bits.
  private static final long MAX_SPAN_MS = 100L * 366 * 24 * 60 * 60 * 1000;

  /// Clocks of servers tremble less.
  private static final long PAUSE_NS = 1_000 * MILLISECOND_NS;

  final List<ClipTrack> tracks;
  long fragments;
  long mediaBytes;

  private final ClipClock clock;
  private long firstClockMs;
  private long firstOriginNs;
  private long clockMs;

  /// Where the Cluster's timestamp of the last fragment is, and where that fragment begins and
  /// ends, in nanoseconds after the beginning of the clip.
  private long originNs;

  private long startNs;
  private long endNs;

  ClipState(ClipClock clock, List<ClipTrack> tracks) {
    this.clock = clock;
    this.tracks = tracks;
  }

  ClipState copy() {
    var copy = new ClipState(clock, tracks.stream().map(ClipTrack::copy).toList());
    copy.fragments = fragments;
    copy.mediaBytes = mediaBytes;
    copy.firstClockMs = firstClockMs;
    copy.firstOriginNs = firstOriginNs;
    copy.clockMs = clockMs;
    copy.originNs = originNs;
    copy.startNs = startNs;
    copy.endNs = endNs;
    return copy;
  }

  /// Gives the next fragment its place. Its chunks, in the order of the tracks, are to be handed to
  /// [#add] one by one.
  List<ClipChunk> place(ClipFragment fragment) throws MalformedMediaException {
    var tables = new ArrayList<SampleTable>();
    for (var track : tracks) {
      tables.add(track.samplesOf(fragment));
    }
    long origin = origin(fragment, tables);
    origin += overlapNs(origin, tables);
    clockMs = fragment.clockMs();
    originNs = origin;
    fragments++;
    var chunks = new ArrayList<ClipChunk>();
    for (int i = 0; i < tables.size(); i++) {
      if (tables.get(i).count() > 0) {
        chunks.add(tracks.get(i).chunk(tables.get(i), time(i, origin, tables)));
      }
    }
    if (!chunks.isEmpty()) {
      startNs = Long.MAX_VALUE;
      endNs = Long.MIN_VALUE;
    }
    return chunks;
  }

  void add(ClipChunk chunk) {
    var track = chunk.track();
    track.add(chunk);
    mediaBytes += chunk.mediaBytes();
    startNs = Math.min(startNs, track.track.timescale().ns(chunk.time()));
    endNs = Math.max(endNs, track.track.timescale().ns(track.end()));
  }

  private long origin(ClipFragment fragment, List<SampleTable> tables)
      throws MalformedMediaException {
    if (fragments == 0) {
      firstClockMs = fragment.clockMs();
      firstOriginNs = -earliestNs(tables);
      return firstOriginNs;
    }
    if (Math.abs((double) fragment.clockMs() - firstClockMs) > MAX_SPAN_MS) {
      throw new MalformedMediaException("clip of more than a century", 0);
    }
    long sinceFirstMs = fragment.clockMs() - firstClockMs;
    return switch (clock) {
      case PRODUCER -> firstOriginNs + sinceFirstMs * MILLISECOND_NS;
      case SERVER -> {
        long stepNs = (fragment.clockMs() - clockMs) * MILLISECOND_NS;
        long lastedNs = endNs - startNs;
        boolean pause = stepNs - lastedNs > Math.max(PAUSE_NS, lastedNs / 2);
        yield pause ? originNs + stepNs : originBehind(tables);
      }
    };
  }

  /// So that the first track that goes on does so without a gap.
  private long originBehind(List<SampleTable> tables) {
    for (int i = 0; i < tables.size(); i++) {
      var track = tracks.get(i);
      if (tables.get(i).count() > 0 && track.started()) {
        return track.track.timescale().ns(track.end() - tables.get(i).start());
      }
    }
    return endNs;
  }

  /// The earliest presentation in a fragment, from its Cluster's timestamp. What a codec delays is
  /// not meant to be heard.
  private static long earliestNs(List<SampleTable> tables) {
    long earliest = Long.MAX_VALUE;
    for (var samples : tables) {
      if (samples.count() > 0) {
        var track = samples.track();
        long start = track.timescale().ns(samples.start()) + track.track().boundedCodecDelayNs();
        earliest = Math.min(earliest, start);
      }
    }
    return earliest == Long.MAX_VALUE ? 0 : earliest;
  }

  private long overlapNs(long origin, List<SampleTable> tables) {
    long overlap = 0;
    for (int i = 0; i < tables.size(); i++) {
      if (tables.get(i).count() > 0) {
        long time = time(i, origin, tables);
        overlap = Math.max(overlap, tracks.get(i).overlapNs(tables.get(i), time));
      }
    }
    return overlap;
  }

  private long time(int track, long origin, List<SampleTable> tables) {
    return tracks.get(track).track.timescale().ofNs(origin) + tables.get(track).start();
  }
}
