package io.kinora.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.media.matroska.FragmentSplitter;
import io.kinora.media.matroska.FragmentSplitter.Event;
import io.kinora.media.matroska.SplitterLimits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FeedTest {
  private static final long T = 1_700_000_000_000L;

  @ParameterizedTest
  @ValueSource(strings = {"clock", "harbour"})
  void aFeedIsAMinuteOfSecondsThatEachBeginWithAKeyFrame(String name) throws Exception {
    var feed = Feed.load(name);
    var document = new ByteArrayOutputStream();
    document.writeBytes(feed.header());
    for (int second = 0; second < feed.seconds().size(); second++) {
      var frames = feed.seconds().get(second);
      assertThat(frames)
          .extracting(Feed.Frame::atMs)
          .hasSize(15)
          .startsWith(0)
          .isSorted()
          .allMatch(ms -> ms < 1000);
      document.writeBytes(Feed.clusterStart(T + second * 1000L));
      frames.forEach(frame -> document.writeBytes(frame.element()));
    }
    var splitter = new FragmentSplitter(SplitterLimits.defaults());
    splitter.feed(ByteBuffer.wrap(document.toByteArray()));
    var timestamps = complete(splitter);
    splitter.endOfInput();
    timestamps.addAll(complete(splitter));

    assertThat(timestamps).hasSize(60).startsWith(T).endsWith(T + 59_000);
  }

  /// The timestamps of the fragments that are complete now.
  private static List<Long> complete(FragmentSplitter splitter) throws Exception {
    var timestamps = new ArrayList<Long>();
    for (var event = splitter.next(); goesOn(event); event = splitter.next()) {
      if (event == Event.COMPLETE) {
        timestamps.add(splitter.clusterTimestamp());
        assertThat(splitter.frames().key(0)).isTrue();
      }
    }
    return timestamps;
  }

  private static boolean goesOn(Event event) {
    return event != Event.NEED_MORE && event != Event.END;
  }
}
