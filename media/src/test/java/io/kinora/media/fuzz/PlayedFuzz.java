package io.kinora.media.fuzz;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.codec.Codecs;
import io.kinora.media.codec.NalUnits;
import io.kinora.media.codec.TrackCodec;
import io.kinora.media.matroska.FragmentDuration;
import io.kinora.media.matroska.FragmentSplitter;
import io.kinora.media.matroska.FragmentSplitter.Event;
import io.kinora.media.matroska.FrameTable;
import io.kinora.media.matroska.SplitterLimits;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.media.mp4.Clip;
import io.kinora.media.mp4.ClipClock;
import io.kinora.media.mp4.ClipFragment;
import io.kinora.media.mp4.ClipSink;
import io.kinora.media.mp4.InitSegment;
import io.kinora.media.mp4.MediaSegment;
import io.kinora.media.sample.PlayableTrack;
import io.kinora.media.sample.SampleTable;
import io.kinora.media.ts.TsSegment;
import io.kinora.testkit.Check;
import io.kinora.testkit.Effort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What is made of a Matroska document for players: durations, sample tables, segments of MP4 and
/// of MPEG-TS, clips. Lengths are those that were announced, samples lie within their Cluster,
/// times rise, and a range of a clip is that part of the clip.
public final class PlayedFuzz {
  private static final SplitterLimits LIMITS =
      new SplitterLimits(1 << 16, 1 << 12, 1 << 18, 1 << 12, 128, 256, 10, true);

  private static final int TS_PACKET_BYTES = 188;

  /// Octets allocated whatever the input is, and for each of its octets: two may be a sample, and
  /// then fills packets of its own and has rows in several tables.
  private static final long ALLOCATED = 1 << 20;

  private static final int ALLOCATED_FOR_ONE = 2048;

  private record Fragment(StreamHeader header, FrameTable frames, byte[] media, long clockMs)
      implements ClipFragment {}

  private PlayedFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Effort.within(
        ALLOCATED + (long) ALLOCATED_FOR_ONE * input.length,
        () -> {
          play(fragments(input));
          return true;
        });
  }

  private static void play(List<Fragment> fragments) {
    fragments.forEach(PlayedFuzz::play);
    if (!fragments.isEmpty()) {
      clip(fragments);
    }
  }

  private static List<Fragment> fragments(byte[] input) {
    var fragments = new ArrayList<Fragment>();
    var splitter = new FragmentSplitter(LIMITS);
    var media = new ByteArrayOutputStream();
    try {
      splitter.feed(ByteBuffer.wrap(input));
      boolean told = false;
      for (var event = splitter.next(); event != Event.END; event = splitter.next()) {
        switch (event) {
          case CLUSTER -> media.reset();
          case MEDIA -> {
            var octets = new byte[splitter.media().remaining()];
            splitter.media().duplicate().get(octets);
            media.writeBytes(octets);
          }
          case COMPLETE -> {
            var frames = FrameTable.decode(splitter.frames().encode());
            var header = splitter.streamHeader();
            NalUnits.check(header, frames, List.of(ByteBuffer.wrap(media.toByteArray())));
            long clockMs = 1_700_000_000_000L + 2_000L * fragments.size();
            fragments.add(new Fragment(header, frames, media.toByteArray(), clockMs));
          }
          case NEED_MORE -> {
            Check.that(!told, "more wanted behind the end");
            told = true;
            splitter.endOfInput();
          }
          case STREAM_HEADER, TIMESTAMP, END -> {}
        }
      }
    } catch (MalformedMediaException _) {
      // What was complete before is played.
    }
    return fragments;
  }

  private static void play(Fragment fragment) {
    var header = fragment.header();
    var frames = fragment.frames();
    Codecs.summary(header.tracks());
    long scaleNs = header.timestampScaleNs();
    Check.that(FragmentDuration.listedNs(frames, scaleNs) >= 0, "a negative duration");
    Check.that(
        FragmentDuration.playbackNs(frames, scaleNs, header.tracks()) >= 0, "a negative length");
    var carried = new ArrayList<SampleTable>();
    for (int i = 0; i < header.tracks().size(); i++) {
      Check.that(
          FragmentDuration.playbackNs(frames, scaleNs, header.tracks(), i) >= 0, "a negative one");
      var track = playable(header, i);
      if (track.isPresent()) {
        segment(fragment, track.get(), carried);
      }
    }
    if (!carried.isEmpty()) {
      transport(fragment, carried);
    }
  }

  private static Optional<PlayableTrack> playable(StreamHeader header, int index) {
    try {
      return TrackCodec.of(header.tracks().get(index))
          .map(codec -> PlayableTrack.of(header, index, codec).onClockOfCodec());
    } catch (MalformedMediaException _) {
      return Optional.empty();
    }
  }

  private static void segment(Fragment fragment, PlayableTrack track, List<SampleTable> carried) {
    try {
      var samples = SampleTable.of(track, fragment.frames());
      for (int i = 0; i < samples.count(); i++) {
        Check.that(samples.size(i) > 0, "a sample of nothing");
        Check.that(samples.duration(i) >= 0, "time goes back");
        long end = (long) samples.offset(i) + samples.size(i);
        Check.that(end <= fragment.media().length, "a sample outside of its fragment");
      }
      Check.that(InitSegment.of(track).length > 0, "no init segment");
      var segment = MediaSegment.of(samples, fragment.clockMs(), 1);
      long[] bytes = {segment.head().length};
      segment.slices((_, size) -> bytes[0] += size);
      Check.that(bytes[0] == segment.length(), "a segment of another length");
      if (TsSegment.carries(track.codec()) && carried.size() < 2) {
        boolean first = carried.isEmpty();
        if (first || (carried.getFirst().track().isVideo() && !track.isVideo())) {
          carried.add(samples);
        }
      }
    } catch (MalformedMediaException _) {
      // It cannot be played, and says so.
    }
  }

  private static void transport(Fragment fragment, List<SampleTable> tracks) {
    long[] bytes = {0};
    try {
      TsSegment.write(
          tracks,
          fragment.clockMs(),
          0,
          (offset, size) -> Arrays.copyOfRange(fragment.media(), offset, offset + size),
          packets -> bytes[0] += packets.remaining());
    } catch (MalformedMediaException _) {
      return;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    Check.that(bytes[0] > 0 && bytes[0] % TS_PACKET_BYTES == 0, "half a packet");
  }

  private static void clip(List<Fragment> fragments) {
    var header = fragments.getFirst().header();
    var tracks = new ArrayList<PlayableTrack>();
    for (int i = 0; i < header.tracks().size(); i++) {
      playable(header, i).filter(track -> absent(track, tracks)).ifPresent(tracks::add);
    }
    // Those that may be in one clip.
    var alike = fragments.stream().filter(each -> each.header().equals(header)).toList();
    try {
      var clip =
          Clip.of(
              tracks,
              ClipClock.PRODUCER,
              from -> alike.subList((int) Math.min(from, alike.size()), alike.size()).iterator());
      var whole = octets(clip, 0, clip.length());
      Check.that(whole.length == clip.length(), "a clip of another length");
      int from = whole.length / 3;
      int to = whole.length - whole.length / 5;
      Check.that(
          Arrays.equals(octets(clip, from, to), Arrays.copyOfRange(whole, from, to)),
          "a range that is no part of its clip");
    } catch (MalformedMediaException _) {
      // It cannot be played, and says so.
    }
  }

  private static boolean absent(PlayableTrack track, List<PlayableTrack> tracks) {
    return tracks.stream().noneMatch(each -> each.track().number() == track.track().number());
  }

  private static byte[] octets(Clip<Fragment> clip, long from, long to)
      throws MalformedMediaException {
    var out = new ByteArrayOutputStream();
    var sink =
        new ClipSink<Fragment>() {
          @Override
          public void octets(ByteBuffer octets) {
            byte[] copy = new byte[octets.remaining()];
            octets.get(copy);
            out.writeBytes(copy);
          }

          @Override
          public void slice(Fragment fragment, int offset, int size) {
            out.write(fragment.media(), offset, size);
          }
        };
    try {
      clip.write(from, to, sink);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }
}
