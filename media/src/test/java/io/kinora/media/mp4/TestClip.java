package io.kinora.media.mp4;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.FrameTable;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.media.sample.PlayableTrack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A clip of fragments in memory. The octets of a frame tell its fragment and its offset.
record TestClip(List<Fragment> fragments, Clip<TestClip.Fragment> clip) {
  record Fragment(int index, long clockMs, StreamHeader header, FrameTable frames)
      implements ClipFragment {}

  static TestClip of(
      ClipClock clock, List<PlayableTrack> tracks, List<FrameTable> tables, long... clockMs)
      throws MalformedMediaException {
    var all = tracks.stream().map(PlayableTrack::track).toList();
    var header =
        new StreamHeader(new byte[0], new byte[0], tracks.getFirst().timestampScaleNs(), all);
    var fragments = new ArrayList<Fragment>();
    for (int i = 0; i < tables.size(); i++) {
      fragments.add(new Fragment(i, clockMs[i], header, tables.get(i)));
    }
    return of(clock, tracks, fragments);
  }

  static TestClip of(ClipClock clock, List<PlayableTrack> tracks, List<Fragment> fragments)
      throws MalformedMediaException {
    return new TestClip(
        fragments,
        Clip.of(
            tracks,
            clock,
            from -> fragments.subList(Math.toIntExact(from), fragments.size()).iterator()));
  }

  byte[] whole() throws MalformedMediaException {
    return range(0, clip.length());
  }

  byte[] range(long from, long to) throws MalformedMediaException {
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
            for (int i = offset; i < offset + size; i++) {
              out.write(octet(fragment.index(), i));
            }
          }
        };
    try {
      clip.write(from, to, sink);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  static int octet(int fragment, int offset) {
    return fragment * 31 + offset * 7 & 0xFF;
  }
}
