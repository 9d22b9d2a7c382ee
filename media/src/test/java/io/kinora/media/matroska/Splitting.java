package io.kinora.media.matroska;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.FragmentSplitter.Event;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Runs a splitter as a server would, keeps what it tells, and checks its promises on the way.
final class Splitting {
  /// A fragment that was completed.
  record Fragment(
      StreamHeader header,
      boolean firstOfHeader,
      byte[] leading,
      byte[] media,
      int clusterBytes,
      long timestamp,
      FrameTable frames) {
    /// The header that goes in front of this fragment.
    byte[] headerBytes() {
      return firstOfHeader ? header.firstBytes() : header.bytes();
    }

    byte[] frame(int row) {
      int offset = frames.offset(row);
      return java.util.Arrays.copyOfRange(media, offset, offset + frames.size(row));
    }
  }

  final FragmentSplitter splitter;
  final List<Fragment> fragments = new ArrayList<>();

  /// All events but NEED_MORE; MEDIA after MEDIA is left out.
  final List<Event> events = new ArrayList<>();

  private final ByteArrayOutputStream media = new ByteArrayOutputStream();
  private int deliverable;

  Splitting(SplitterLimits limits) {
    splitter = new FragmentSplitter(limits);
  }

  static Splitting of(byte[] input) throws MalformedMediaException {
    return of(List.of(ByteBuffer.wrap(input)));
  }

  static Splitting of(List<ByteBuffer> input) throws MalformedMediaException {
    return of(input, SplitterLimits.defaults());
  }

  static Splitting of(List<ByteBuffer> input, SplitterLimits limits)
      throws MalformedMediaException {
    var splitting = new Splitting(limits);
    for (var piece : input) {
      splitting.feed(piece);
    }
    splitting.end();
    return splitting;
  }

  void feed(byte[] input) throws MalformedMediaException {
    feed(ByteBuffer.wrap(input));
  }

  void feed(ByteBuffer input) throws MalformedMediaException {
    splitter.feed(input);
    assertThat(drain()).isEqualTo(Event.NEED_MORE);
  }

  void end() throws MalformedMediaException {
    splitter.endOfInput();
    assertThat(drain()).isEqualTo(Event.END);
  }

  void completeNow() throws MalformedMediaException {
    splitter.completeNow();
    assertThat(drain()).isEqualTo(Event.NEED_MORE);
  }

  private Event drain() throws MalformedMediaException {
    while (true) {
      var event = splitter.next();
      take(event);
      if (event == Event.NEED_MORE || event == Event.END) {
        return event;
      }
    }
  }

  private void take(Event event) {
    switch (event) {
      case NEED_MORE -> {}
      case CLUSTER -> {
        assertThat(splitter.fragmentOpen()).isTrue();
        assertThat(splitter.mediaBytes()).isZero();
        assertThat(splitter.clusterTimestamp()).isEqualTo(-1);
        media.reset();
        deliverable = 0;
      }
      case TIMESTAMP -> assertThat(splitter.frames().count()).isZero();
      case MEDIA -> {
        var piece = splitter.media();
        assertThat(piece.hasRemaining()).isTrue();
        byte[] octets = new byte[piece.remaining()];
        piece.get(octets);
        media.writeBytes(octets);
        assertThat(splitter.mediaBytes()).isEqualTo(media.size());
      }
      case COMPLETE -> complete();
      case STREAM_HEADER, END -> assertThat(splitter.fragmentOpen()).isFalse();
    }
    if (splitter.fragmentOpen()) {
      assertThat(splitter.deliverableBytes()).isBetween(deliverable, splitter.mediaBytes());
      deliverable = splitter.deliverableBytes();
    }
    boolean repeats = event == Event.MEDIA && !events.isEmpty() && events.getLast() == Event.MEDIA;
    if (event != Event.NEED_MORE && !repeats) {
      events.add(event);
    }
  }

  private void complete() {
    assertThat(splitter.fragmentOpen()).isFalse();
    assertThat(splitter.mediaBytes()).isEqualTo(media.size());
    assertThat(splitter.clusterBytes()).isLessThanOrEqualTo(media.size());
    assertThat(splitter.deliverableBytes()).isEqualTo(splitter.clusterBytes());
    fragments.add(
        new Fragment(
            splitter.streamHeader(),
            splitter.firstOfHeader(),
            splitter.leading(),
            media.toByteArray(),
            splitter.clusterBytes(),
            splitter.clusterTimestamp(),
            splitter.frames()));
  }
}
