package io.kinora.benchmarks.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.benchmarks.stream.SyntheticStream.Shape;
import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.FragmentSplitter;
import io.kinora.media.matroska.FrameTable;
import io.kinora.media.matroska.SplitterLimits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SyntheticStreamTest {
  @ParameterizedTest
  @EnumSource
  void aServerFindsAllFragmentsAndFrames(Shape shape) throws MalformedMediaException {
    var stream = new SyntheticStream(shape, 100_000, 50);

    var fragments = split(stream.document(3), true);

    assertThat(fragments).hasSize(3);
    for (var frames : fragments) {
      assertThat(frames.count()).isEqualTo(stream.blockEnds().length);
    }
    assertThat(stream.clusterBytes()).isBetween(95_000, 105_000);
  }

  @Test
  void theTagsOfTheProducerEndTheLastFragment() throws MalformedMediaException {
    var stream = new SyntheticStream(Shape.KVSSINK, 10_000, 10);
    var session = new ByteArrayOutputStream();
    session.writeBytes(stream.document(1));
    session.writeBytes(SyntheticStream.endOfFragment());

    assertThat(split(session.toByteArray(), false)).hasSize(1);
  }

  private static List<FrameTable> split(byte[] document, boolean ends)
      throws MalformedMediaException {
    var splitter = new FragmentSplitter(SplitterLimits.defaults());
    var fragments = new ArrayList<FrameTable>();
    splitter.feed(ByteBuffer.wrap(document));
    boolean ended = false;
    while (true) {
      switch (splitter.next()) {
        case COMPLETE -> fragments.add(splitter.frames());
        case NEED_MORE -> {
          if (!ends) {
            return fragments;
          }
          splitter.endOfInput();
          ended = true;
        }
        case END -> {
          assertThat(ended).isTrue();
          return fragments;
        }
        case STREAM_HEADER, CLUSTER, TIMESTAMP, MEDIA -> {}
      }
    }
  }
}
