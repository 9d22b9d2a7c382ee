package io.kinora.media.mp4;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.sample.SampleTable;

/// The samples of one track of one fragment, or of a part of it, as a `moof` and an `mdat`.
///
/// It is made of the octets of [#head] and, behind them, the [#slices] of the stored Cluster in
/// their order. Decode times are those of the [SampleTable], so that a segment depends on nothing
/// but its fragment and where the caller places it. A segment may be without samples.
public final class MediaSegment {
  private final SampleTable samples;
  private final int from;
  private final int to;
  private final byte[] head;
  private final int mediaBytes;

  private MediaSegment(SampleTable samples, int from, int to, long clusterMs, int sequence)
      throws MalformedMediaException {
    this.samples = samples;
    this.from = from;
    this.to = to;
    this.mediaBytes = mediaBytes();
    this.head = head(clusterMs, sequence);
  }

  /// All samples of the table.
  ///
  /// @param clusterMs where the timestamp of the Cluster is on the player's timeline; what would be
  ///     decoded before 0 is moved there
  /// @param sequence number of the segment, unsigned; players want it to rise
  public static MediaSegment of(SampleTable samples, long clusterMs, int sequence)
      throws MalformedMediaException {
    return new MediaSegment(samples, 0, samples.count(), clusterMs, sequence);
  }

  /// The samples from one up to another, which [SampleTable#mayEndBefore] allows or which is their
  /// count in a complete fragment.
  public static MediaSegment part(
      SampleTable samples, int from, int to, long clusterMs, int sequence)
      throws MalformedMediaException {
    if (from < 0 || from > to || to > samples.count()) {
      throw new IndexOutOfBoundsException("samples " + from + " to " + to);
    }
    return new MediaSegment(samples, from, to, clusterMs, sequence);
  }

  /// What stands in front of the media; not to be changed.
  public byte[] head() {
    return head;
  }

  /// Octets of the whole segment.
  public long length() {
    return (long) head.length + mediaBytes;
  }

  /// Hands out the media behind the head, in its order.
  public <X extends Exception> void slices(SampleTable.Slices<X> receiver) throws X {
    samples.slices(from, to, receiver);
  }

  private int mediaBytes() throws MalformedMediaException {
    long bytes = 0;
    for (int i = from; i < to; i++) {
      bytes += samples.size(i);
    }
    if (bytes > Integer.MAX_VALUE - BoxWriter.HEAD_BYTES) {
      throw new MalformedMediaException("segment of " + bytes + " octets", 0);
    }
    return (int) bytes;
  }

  private byte[] head(long clusterMs, int sequence) {
    var out = new BoxWriter();
    var run = new TrackRun(samples, from, to, out);
    out.box(
        "moof",
        () -> {
          out.box("mfhd", 0, 0, () -> out.u32(sequence));
          run.write(baseDecodeTime(clusterMs));
        });
    out.patch(run.dataOffsetAt(), out.length() + BoxWriter.HEAD_BYTES);
    return out.head("mdat", mediaBytes).toByteArray();
  }

  private long baseDecodeTime(long clusterMs) {
    long start = samples.track().timescale().ofMs(clusterMs) + samples.start();
    return Math.max(0, start + (from < to ? samples.decodeTime(from) : 0));
  }
}
