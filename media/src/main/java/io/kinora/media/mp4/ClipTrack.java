package io.kinora.media.mp4;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.sample.PlayableTrack;
import io.kinora.media.sample.SampleTable;

/// What came so far of one track of a clip. Times are ticks of the track's clock, counted from the
/// beginning of the clip.
final class ClipTrack {
  /// Most ticks from one sample to the next that a movie can tell.
  private static final long MAX_DURATION = 0xFFFFFFFFL;

  /// Audio that lasts so much longer than the video beside it is no overlap.
  private static final long AUDIO_TOLERANCE_NS = 50_000_000;

  final PlayableTrack track;
  long chunks;
  long samples;
  long keys;
  long timeRows;
  long offsetRows;
  int reorderDelay;
  long firstTime;

  /// When the last sample is decoded.
  private long lastTime;

  /// When the last sample ends, as far as its fragment tells.
  private long end;

  ClipTrack(PlayableTrack track) {
    this.track = track;
  }

  ClipTrack copy() {
    var copy = new ClipTrack(track);
    copy.chunks = chunks;
    copy.samples = samples;
    copy.keys = keys;
    copy.timeRows = timeRows;
    copy.offsetRows = offsetRows;
    copy.reorderDelay = reorderDelay;
    copy.firstTime = firstTime;
    copy.lastTime = lastTime;
    copy.end = end;
    return copy;
  }

  boolean started() {
    return chunks > 0;
  }

  /// The samples of the track in a fragment, whose stream header may give it another place and its
  /// times another unit than the first one did.
  SampleTable samplesOf(ClipFragment fragment) throws MalformedMediaException {
    return SampleTable.of(track.under(fragment.header()), fragment.frames());
  }

  /// By how many nanoseconds the samples would have to come later, not to overlap what is there. A
  /// fragment that does not begin with a key frame may have been cut off the one before where
  /// frames are reordered.
  long overlapNs(SampleTable samples, long time) {
    if (!started()) {
      return 0;
    }
    long earliest =
        track.isVideo()
            ? lastTime
                + 1
                - (samples.key(0) ? 0 : track.timescale().ofMs(SampleTable.MAX_REORDER_MS))
            : end - track.timescale().ofNs(AUDIO_TOLERANCE_NS);
    return time < earliest ? track.timescale().ns(end - time) : 0;
  }

  /// The samples at that time, or as soon after it as can be.
  ClipChunk chunk(SampleTable samples, long time) {
    if (!started()) {
      return new ClipChunk(this, samples, time);
    }
    long placed = Math.min(time, lastTime + MAX_DURATION);
    if (!track.isVideo()) {
      return new ClipChunk(this, samples, Math.max(placed, end));
    }
    long late = lastTime + 1 - placed;
    return new ClipChunk(this, late > 0 ? samples.decodedFrom((int) late) : samples, placed);
  }

  /// Takes a chunk that [#chunk] made.
  void add(ClipChunk chunk) {
    if (started()) {
      timeRows++;
    } else {
      firstTime = chunk.time();
    }
    chunk.timeRows((_, _) -> timeRows++);
    chunk.offsetRows((_, _) -> offsetRows++);
    chunks++;
    samples += chunk.count();
    keys += chunk.keys();
    reorderDelay = Math.max(reorderDelay, chunk.samples().reorderDelay());
    lastTime = chunk.lastTime();
    end = chunk.time() + chunk.samples().duration();
  }

  /// How long the last sample lasts if the next one is decoded at that time.
  long lastDuration(long next) {
    return next - lastTime;
  }

  long end() {
    return end;
  }

  /// Ticks of all samples together.
  long duration() {
    return end - firstTime;
  }
}
