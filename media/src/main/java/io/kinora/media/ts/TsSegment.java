package io.kinora.media.ts;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.codec.TrackCodec;
import io.kinora.media.sample.SampleTable;
import io.kinora.media.sample.Timescale;
import io.kinora.media.ts.PacketWriter.Pid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/// Writes a fragment as a segment that can be played alone and joined to others. Samples of both
/// tracks are in the order in which they are decoded. What it holds in memory is a buffer of
/// packets and the largest frame three times: as it is stored, as an access unit, and as a PES
/// packet, the latter two in buffers that double when they grow.
public final class TsSegment {
  /// Reads the stored Cluster of the fragment.
  @FunctionalInterface
  public interface Input {
    /// So many octets, from that one of the Cluster on.
    byte[] read(int offset, int size) throws IOException;
  }

  /// Takes packets.
  @FunctionalInterface
  public interface Output {
    /// Some packets; the buffer is not used again.
    void packets(ByteBuffer packets) throws IOException;
  }

  private static final int FIRST_PID = 0x100;
  private static final int AVC_STREAM = 0x1B;
  private static final int HEVC_STREAM = 0x24;
  private static final int ADTS_STREAM = 0x0F;
  private static final int VIDEO_STREAM_ID = 0xE0;
  private static final int AUDIO_STREAM_ID = 0xC0;

  /// So that no time is negative, whatever comes before the first Cluster.
  private static final long OFFSET_TICKS = 10 * 90_000;

  /// The clock is so far behind what is decoded, as long as the packets before it may take.
  private static final long CLOCK_LEAD_TICKS = 9_000;

  private static final long CLOCK_INTERVAL_TICKS = 9_000;

  /// Longest pause through which the clock is told.
  private static final long MAX_CLOCK_GAP_TICKS = 10 * 90_000;

  private static final long AUDIO_UNIT_TICKS = 9_000;
  private static final int MAX_AUDIO_UNIT_BYTES = 60_000;
  private static final long TIME_MASK = (1L << 33) - 1;

  private final PacketWriter packets;
  private final Input input;
  private final long clusterMs;
  private final Payload elementary = new Payload();
  private final Payload packet = new Payload();
  private long clock = -1;

  /// A track, and how far it is written.
  private final class Stream {
    final SampleTable samples;
    final Pid pid;
    final long reorderTicks;
    int next;

    Stream(SampleTable samples, int pid, long reorderTicks) {
      this.samples = samples;
      this.pid = new Pid(pid);
      this.reorderTicks = Math.max(reorderTicks, reorderDelay(samples));
    }

    boolean done() {
      return next == samples.count();
    }

    long decodeTicks() {
      return ticks(samples.decodeTime(next)) - reorderTicks;
    }

    long presentationTicks() {
      return ticks(samples.decodeTime(next) + samples.compositionOffset(next));
    }

    private long ticks(int time) {
      var timescale = samples.track().timescale();
      return OFFSET_TICKS
          + Timescale.MPEG.ofMs(clusterMs)
          + Timescale.MPEG.ofNs(timescale.ns(samples.start() + time));
    }
  }

  private TsSegment(long clusterMs, Input input, Output output) {
    this.clusterMs = clusterMs;
    this.input = input;
    this.packets = new PacketWriter(output);
  }

  /// Whether a transport stream, as it is written here, carries the codec.
  public static boolean carries(TrackCodec codec) {
    return switch (codec) {
      case TrackCodec.Avc _, TrackCodec.Hevc _ -> true;
      case TrackCodec.Aac(var configuration, _) ->
          ElementaryStream.hasRate(configuration.samplingRate());
      case TrackCodec.G711 _ -> false;
    };
  }

  /// Ticks of 90 kHz by which the frames of a track have to be decoded before they are shown.
  public static long reorderDelay(SampleTable samples) {
    return Timescale.MPEG.ofNs(samples.track().timescale().ns(samples.reorderDelay()));
  }

  /// Writes a segment.
  ///
  /// @param tracks the samples of a video track, an audio track or both, video first; their codecs
  ///     are such that it [#carries]
  /// @param clusterMs where the timestamp of the Cluster is on the player's timeline
  /// @param reorderDelay the [#reorderDelay] of the first segment that the player is given, so that
  ///     all have the same; if this one needs more, it takes more
  public static void write(
      List<SampleTable> tracks, long clusterMs, long reorderDelay, Input input, Output output)
      throws IOException, MalformedMediaException {
    new TsSegment(clusterMs, input, output).write(tracks, reorderDelay);
  }

  private void write(List<SampleTable> tracks, long reorderDelay)
      throws IOException, MalformedMediaException {
    var streams = new ArrayList<Stream>();
    var types = new LinkedHashMap<Integer, Integer>();
    for (var samples : tracks) {
      int pid = FIRST_PID + streams.size();
      streams.add(new Stream(samples, pid, samples.track().isVideo() ? reorderDelay : 0));
      types.put(pid, streamType(samples.track().codec()));
    }
    packets.write(new Pid(ProgramTables.PAT_PID), ProgramTables.programAssociation(), false, -1);
    // The clock is told with samples, and a track may have none in this fragment.
    var clockStream =
        streams.stream().filter(each -> !each.done()).findFirst().orElse(streams.getFirst());
    var map = ProgramTables.programMap(clockStream.pid.number(), types);
    packets.write(new Pid(ProgramTables.PMT_PID), map, false, -1);
    while (true) {
      var earliest =
          streams.stream()
              .filter(stream -> !stream.done())
              .min(Comparator.comparingLong(Stream::decodeTicks));
      if (earliest.isEmpty()) {
        break;
      }
      var stream = earliest.get();
      tellClock(clockStream, stream.decodeTicks() - CLOCK_LEAD_TICKS);
      if (stream.samples.track().isVideo()) {
        video(stream, stream == clockStream);
      } else {
        audio(stream, stream == clockStream);
      }
    }
    packets.flush();
  }

  private static int streamType(TrackCodec codec) {
    return switch (codec) {
      case TrackCodec.Avc _ -> AVC_STREAM;
      case TrackCodec.Hevc _ -> HEVC_STREAM;
      case TrackCodec.Aac _ -> ADTS_STREAM;
      case TrackCodec.G711 _ ->
          throw new IllegalArgumentException("a transport stream does not carry G.711");
    };
  }

  /// The clock is to be told ten times a second, also between frames that are further apart.
  private void tellClock(Stream stream, long ticks) throws IOException {
    if (clock < 0 || ticks - clock > MAX_CLOCK_GAP_TICKS) {
      return;
    }
    while (ticks - clock > CLOCK_INTERVAL_TICKS) {
      clock += CLOCK_INTERVAL_TICKS;
      packets.clock(stream.pid, clock & TIME_MASK);
    }
  }

  private void video(Stream stream, boolean clocked) throws IOException, MalformedMediaException {
    var samples = stream.samples;
    int sample = stream.next;
    var frame = input.read(samples.offset(sample), samples.size(sample));
    boolean key = samples.key(sample);
    elementary.clear();
    switch (samples.track().codec()) {
      case TrackCodec.Avc avc -> ElementaryStream.avc(avc, frame, key, elementary);
      case TrackCodec.Hevc hevc -> ElementaryStream.hevc(hevc, frame, key, elementary);
      case TrackCodec.Aac _, TrackCodec.G711 _ -> throw new IllegalStateException("audio as video");
    }
    write(stream, VIDEO_STREAM_ID, stream.presentationTicks(), stream.decodeTicks(), clocked);
    stream.next++;
  }

  /// Several frames, unless audio was lost between them.
  private void audio(Stream stream, boolean clocked) throws IOException, MalformedMediaException {
    var samples = stream.samples;
    if (!(samples.track().codec() instanceof TrackCodec.Aac aac)) {
      throw new IllegalStateException("a transport stream carries no other audio");
    }
    long begin = stream.decodeTicks();
    elementary.clear();
    boolean more = true;
    while (more) {
      int sample = stream.next++;
      var frame = input.read(samples.offset(sample), samples.size(sample));
      ElementaryStream.aac(aac, frame, elementary);
      more =
          !stream.done()
              && samples.duration(sample) == samples.units(sample)
              && stream.decodeTicks() - begin < AUDIO_UNIT_TICKS
              && elementary.length() + samples.size(stream.next) < MAX_AUDIO_UNIT_BYTES;
    }
    write(stream, AUDIO_STREAM_ID, begin, begin, clocked);
  }

  /// One PES packet.
  private void write(Stream stream, int streamId, long presentation, long decode, boolean clocked)
      throws IOException {
    boolean both = presentation != decode;
    int fields = both ? 10 : 5;
    packet.clear();
    packet.put(1, 3).put((byte) streamId);
    packet.put(streamId == AUDIO_STREAM_ID ? 3 + fields + elementary.length() : 0, 2);
    packet.put((byte) 0x80).put((byte) (both ? 0xC0 : 0x80)).put((byte) fields);
    packet.put(time(both ? 3 : 2, presentation), 5);
    if (both) {
      packet.put(time(1, decode), 5);
    }
    packet.put(elementary.view());
    boolean key = streamId == AUDIO_STREAM_ID || stream.samples.key(stream.next);
    if (clocked) {
      clock = decode - CLOCK_LEAD_TICKS;
    }
    packets.write(stream.pid, packet.view(), key, clocked ? clock & TIME_MASK : -1);
  }

  /// 33 bits, with a mark behind each of three groups.
  private static long time(int prefix, long ticks) {
    long time = ticks & TIME_MASK;
    return (long) prefix << 36
        | (time >> 30) << 33
        | 1L << 32
        | (time >> 15 & 0x7FFF) << 17
        | 1L << 16
        | (time & 0x7FFF) << 1
        | 1;
  }
}
