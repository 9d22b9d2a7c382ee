package io.kinora.media.sample;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.FrameTable;

/// The samples of one track of one fragment, in decode order. Times are ticks of the track's clock,
/// counted from the track's first sample; [#start] places that one.
///
/// **Video.** Decode times are the presentation times in ascending order. That is right for every
/// regular structure of reference frames, and fragments that begin with key frames join without
/// overlap, because all frames of one are shown before all frames of the next; for others see
/// [#playedFrom]. Equal times are moved a tick apart.
///
/// **Audio.** Samples are counted, the stamps of the document are too coarse. Only where the count
/// has fallen behind them by more than a frame, audio was lost: the sample before lasts longer.
///
/// Frames without octets are left out. Invisible frames are kept, others may refer to them.
public final class SampleTable {
  /// Takes slices of a Cluster.
  ///
  /// @param <X> what taking them may fail with
  @FunctionalInterface
  public interface Slices<X extends Exception> {
    /// Takes a slice.
    ///
    /// @param offset first octet, counted from the first octet of the Cluster
    void slice(int offset, int size) throws X;
  }

  /// No frame is decoded so long after one that is shown later.
  public static final int MAX_REORDER_MS = 1000;

  /// Two times that are whole milliseconds may be further apart than what they stand for.
  private static final int ROUNDING_MS = 2;

  private final PlayableTrack track;
  private final long start;
  private final int count;
  private final int[] offsets;
  private final int[] sizes;
  private final boolean[] keys;

  /// Decode times as they are where nothing is overlapped.
  private final int[] regularTimes;

  private final int[] decodeTimes;
  private final int[] presentationTimes;
  private final int lastDuration;
  private final boolean[] partEnds;

  SampleTable(SampleReader reader) {
    this.track = reader.track;
    this.start = reader.start;
    this.count = reader.count;
    this.offsets = reader.offsets;
    this.sizes = reader.sizes;
    this.keys = reader.keys;
    this.regularTimes = reader.decodeTimes;
    this.decodeTimes = regularTimes;
    this.presentationTimes = reader.times;
    this.lastDuration = reader.lastDuration;
    this.partEnds = partEnds();
  }

  private SampleTable(SampleTable other, int earliest) {
    this.track = other.track;
    this.start = other.start;
    this.count = other.count;
    this.offsets = other.offsets;
    this.sizes = other.sizes;
    this.keys = other.keys;
    this.regularTimes = other.regularTimes;
    this.decodeTimes = new int[count];
    this.presentationTimes = other.presentationTimes;
    this.lastDuration = other.lastDuration;
    this.partEnds = other.partEnds;
    for (int i = 0; i < count; i++) {
      decodeTimes[i] = Math.max(regularTimes[i], earliest + i);
    }
  }

  /// The samples of a complete fragment; none if the track has no frames in it.
  public static SampleTable of(PlayableTrack track, FrameTable frames)
      throws MalformedMediaException {
    return of(track, frames, frames.count());
  }

  /// The samples among the first rows of a fragment, which are those whose octets have all arrived.
  public static SampleTable of(PlayableTrack track, FrameTable frames, int rows)
      throws MalformedMediaException {
    return new SampleTable(new SampleReader(track, frames, rows));
  }

  public PlayableTrack track() {
    return track;
  }

  public int count() {
    return count;
  }

  /// Decode time of the first sample, which is the earliest presentation time: ticks after the
  /// timestamp of the Cluster. Negative if that is earlier; 0 without samples.
  public long start() {
    return start;
  }

  /// Ticks from [#start] to the end of the last sample.
  public int duration() {
    return count == 0 ? 0 : decodeTimes[count - 1] + lastDuration;
  }

  /// First octet, counted from the first octet of the Cluster.
  public int offset(int sample) {
    return offsets[check(sample)];
  }

  public int size(int sample) {
    return sizes[check(sample)];
  }

  /// Samples as audio counts them: moments; 0 for video.
  public int units(int sample) {
    return track.units(sizes[check(sample)]);
  }

  /// Hands out the octets of the samples from one up to another, in their order. What touches in
  /// the Cluster is one slice.
  public <X extends Exception> void slices(int from, int to, Slices<X> receiver) throws X {
    int sample = from;
    while (sample < to) {
      int offset = offset(sample);
      int end = offset;
      while (sample < to && offset(sample) == end) {
        end += size(sample++);
      }
      receiver.slice(offset, end - offset);
    }
  }

  public boolean key(int sample) {
    return keys[check(sample)];
  }

  /// Ticks after [#start].
  public int decodeTime(int sample) {
    return decodeTimes[check(sample)];
  }

  /// Ticks from decoding to presentation; negative if that comes first, as it does where frames are
  /// reordered.
  public int compositionOffset(int sample) {
    return presentationTimes[check(sample)] - decodeTimes[sample];
  }

  /// Ticks to the next sample; for the last one an estimate that never looks at another fragment.
  public int duration(int sample) {
    return check(sample) == count - 1
        ? lastDuration
        : decodeTimes[sample + 1] - decodeTimes[sample];
  }

  /// Most ticks by which a frame is decoded before it could be, if it were decoded when the sorted
  /// times say: what presentation must be delayed by, where offsets cannot be negative.
  public int reorderDelay() {
    int delay = 0;
    for (int i = 0; i < count; i++) {
      delay = Math.max(delay, decodeTimes[i] - presentationTimes[i]);
    }
    return delay;
  }

  /// Whether a part of the fragment may end before that sample. A frame that is shown after all
  /// frames so far says that no frame to come is shown before them, for encoders finish what lies
  /// between two reference frames before they send the next. What is true when the sample arrives
  /// stays true.
  public boolean mayEndBefore(int sample) {
    return partEnds[check(sample)];
  }

  /// Duration of the last sample of a part that ends before sample `end`. With reordered frames the
  /// next one to be shown need not have arrived, so that what is usual counts. It depends on
  /// nothing but the part and the sample behind it, or else a part would change while the fragment
  /// grows.
  public int durationBefore(int end) {
    if (end == count || !track.isVideo()) {
      return duration(end - 1);
    }
    int usual = FrameDuration.usual(track, regularTimes, end);
    int toNext = presentationTimes[end] - decodeTimes[end - 1];
    return toNext > 0 && toNext <= usual + usual / 2 ? toNext : usual;
  }

  /// The same samples, shown when they were, but none decoded before that many ticks after
  /// [#start], and no two at once. For a fragment that was cut off from the one before between
  /// frames that are shown in another order.
  public SampleTable decodedFrom(int earliest) {
    return new SampleTable(this, earliest);
  }

  /// The same samples, played from a moment on, milliseconds after the timestamp of the Cluster:
  /// [#decodedFrom] it if that is later than their start, by more than what rounding makes.
  public SampleTable playedFrom(int startMs) {
    long earliest = track.timescale().ofMs(startMs) - start;
    long most = track.timescale().ofMs(MAX_REORDER_MS + ROUNDING_MS);
    return track.isVideo() && earliest > track.timescale().ofMs(ROUNDING_MS) && earliest <= most
        ? decodedFrom((int) earliest)
        : this;
  }

  private boolean[] partEnds() {
    var ends = new boolean[count];
    int latest = count == 0 ? 0 : presentationTimes[0];
    for (int i = 1; i < count; i++) {
      ends[i] = presentationTimes[i] > latest;
      latest = Math.max(latest, presentationTimes[i]);
    }
    return ends;
  }

  private int check(int sample) {
    if (sample < 0 || sample >= count) {
      throw new IndexOutOfBoundsException(sample);
    }
    return sample;
  }
}
