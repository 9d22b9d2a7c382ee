package io.kinora.server.playback.dash;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import io.kinora.server.playback.session.Footage;
import io.kinora.server.playback.session.Footage.Look;
import io.kinora.server.playback.session.PlaybackRig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DashManifestTest {
  @AutoClose private final PlaybackRig rig;

  DashManifestTest(@TempDir Path directory) throws IOException {
    rig = new PlaybackRig(directory, 24);
  }

  @Test
  void anOnDemandManifestIsContiguousWhateverTheClockSays() throws IOException {
    record(0, 25);
    record(1001, 25);
    record(2003, 10);
    var manifest =
        rig.session(
            Action.GET_DASH_STREAMING_SESSION_URL,
            """
            ,"PlaybackMode":"ON_DEMAND","DisplayFragmentTimestamp":"ALWAYS",
            "DisplayFragmentNumber":"ALWAYS",
            "DASHFragmentSelector":{"FragmentSelectorType":"PRODUCER_TIMESTAMP",
            "TimestampRange":{"StartTimestamp":%d,"EndTimestamp":%d}}"""
                .formatted(PlaybackRig.T0 / 1000, PlaybackRig.T0 / 1000 + 9));

    var answer = rig.get(manifest);

    assertThat(answer.header("Content-Type")).isEqualTo("application/dash+xml");
    assertThat(answer.text().replaceAll("SessionToken=[^&]*", "SessionToken=T"))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <MPD xmlns="urn:mpeg:dash:schema:mpd:2011" xmlns:kvs="urn:aws:kinesisvideo:mpd:2019" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011" type="static" availabilityStartTime="2025-11-24T16:00:00.000Z" mediaPresentationDuration="PT2.4S" minBufferTime="PT1S">
              <Period id="0" start="PT0S" duration="PT2.4S">
                <AdaptationSet id="1" contentType="video" segmentAlignment="true" mimeType="video/mp4" startWithSAP="1">
                  <SegmentTemplate media="getMP4MediaFragment.mp4?SessionToken=T&amp;SequenceNumber=$Number$&amp;TrackNumber=1" initialization="getMP4InitFragment.mp4?SessionToken=T&amp;TrackNumber=1" timescale="1000" startNumber="1">
                    <SegmentTimeline>
                      <S t="0" d="1000" kvs:ts="2025-11-24T16:00:00.000Z" kvs:fn="%s"/>
                      <S d="1000" kvs:ts="2025-11-24T16:00:01.001Z" kvs:fn="%s"/>
                      <S d="400" kvs:ts="2025-11-24T16:00:02.003Z" kvs:fn="%s"/>
                    </SegmentTimeline>
                  </SegmentTemplate>
                  <Representation id="1" bandwidth="35200" codecs="avc1.640028" width="640" height="480" frameRate="25"/>
                </AdaptationSet>
              </Period>
            </MPD>
            """
                .formatted(rig.numbers().toArray()));
  }

  @Test
  void aLiveManifestBeginsAPeriodWhereThereWasAGap() throws IOException {
    record(0, 25);
    record(1000, 25);
    rig.clock.advance(Duration.ofSeconds(2));
    var url = rig.session(Action.GET_DASH_STREAMING_SESSION_URL, "");
    assertThat(rig.get(url).text())
        .contains("type=\"dynamic\"")
        .contains("availabilityStartTime=\"2025-11-24T16:00:00.000Z\"")
        .contains("publishTime=\"2025-11-24T16:00:02.000Z\"")
        .contains("minimumUpdatePeriod=\"PT1S\"")
        .contains("timeShiftBufferDepth=\"PT2S\"")
        .contains("suggestedPresentationDelay=\"PT2S\"")
        .contains("<Period id=\"0\" start=\"PT0S\">")
        .contains("value=\"http://kinora.test:8484/time\"")
        .doesNotContain("mediaPresentationDuration");

    rig.clock.advance(Duration.ofSeconds(5));
    for (int i = 0; i < 5; i++) {
      record(7000 + i * 1000, 25);
      rig.clock.advance(Duration.ofSeconds(1));
    }

    // The Period began 2 s of media and 5 s of gap after the start; that stays so when its first
    // segment has gone.
    assertThat(rig.get(url).text())
        .contains("availabilityStartTime=\"2025-11-24T16:00:00.000Z\"")
        .doesNotContain("<Period id=\"0\"")
        .contains("<Period id=\"5000\" start=\"PT7S\">")
        .contains("startNumber=\"3\" presentationTimeOffset=\"2000\"")
        .contains("<S t=\"2000\" d=\"1000\"/>");
    record(12_000, 25);
    assertThat(rig.get(url).text())
        .contains("<Period id=\"5000\" start=\"PT7S\">")
        .contains("startNumber=\"4\" presentationTimeOffset=\"2000\"")
        .contains("<S t=\"3000\" d=\"1000\"/>");
  }

  @Test
  void whoJoinsWhileNothingComesBeginsWithWhatIsListed() throws IOException {
    for (int i = 0; i < 5; i++) {
      record(i * 1000L, 25);
    }
    rig.clock.advance(Duration.ofSeconds(5));
    var url = rig.session(Action.GET_DASH_STREAMING_SESSION_URL, "");
    assertThat(rig.get(url).text())
        .contains("timeShiftBufferDepth=\"PT5S\" suggestedPresentationDelay=\"PT3S\"");

    rig.clock.advance(Duration.ofSeconds(20));
    assertThat(rig.get(url).text())
        .as("two segments before the end of the list")
        .contains("timeShiftBufferDepth=\"PT25S\" suggestedPresentationDelay=\"PT22S\"")
        .contains("<Period id=\"0\" start=\"PT0S\">");

    record(25_000, 25);
    rig.clock.advance(Duration.ofSeconds(1));
    assertThat(rig.get(url).text())
        .contains("timeShiftBufferDepth=\"PT25S\" suggestedPresentationDelay=\"PT3S\"")
        .as("nothing is to be waited for between the Periods")
        .contains("<Period id=\"0\" start=\"PT0S\" duration=\"PT5S\">")
        .contains("<Period id=\"20000\" start=\"PT25S\">");
  }

  @Test
  void footageThatComesLateAndInABurstDoesNotPutTheTimelineAheadOfTheClock() throws IOException {
    record(0, 25);
    record(1000, 25);
    rig.clock.advance(Duration.ofSeconds(2));
    var url = rig.session(Action.GET_DASH_STREAMING_SESSION_URL, "");

    for (int second = 2; second < 42; second++) {
      // Of every ten seconds four come together with the next one.
      int ofTen = second % 10;
      boolean late = ofTen >= 2 && ofTen <= 6;
      int server = late ? (second - ofTen + 6) * 1000 + ofTen : second * 1000;
      record(second * 1000L, server, 25);
    }
    rig.clock.advance(Duration.ofSeconds(40));

    assertThat(rig.get(url).text())
        .contains("availabilityStartTime=\"2025-11-24T16:00:00.000Z\"")
        .containsOnlyOnce("<Period ")
        .contains("<Period id=\"0\" start=\"PT0S\">")
        .contains("<S t=\"37000\" d=\"1000\"/>");
  }

  @Test
  void aProducersClockThatIsSetIsNoGap() throws IOException {
    record(0, 25);
    rig.clock.advance(Duration.ofSeconds(1));
    var url =
        rig.session(
            Action.GET_DASH_STREAMING_SESSION_URL,
            ",\"DASHFragmentSelector\":{\"FragmentSelectorType\":\"PRODUCER_TIMESTAMP\"}");
    record(3_600_000, 1000, 25);
    rig.clock.advance(Duration.ofSeconds(1));

    assertThat(rig.get(url).text())
        .containsOnlyOnce("<Period ")
        .contains("<Period id=\"0\" start=\"PT0S\">");
  }

  @Test
  void burstsAfterAProducersClockWasSetForwardAreNoGapsEither() throws IOException {
    record(0, 25);
    rig.clock.advance(Duration.ofSeconds(1));
    var url = rig.session(Action.GET_DASH_STREAMING_SESSION_URL, "");
    for (int second = 1; second < 42; second++) {
      // Five seconds come together each time.
      int burst = (second + 3) / 5;
      record(3_600_000 + second * 1000L, 1000 + burst * 5000L + second % 5, 25);
    }
    rig.clock.advance(Duration.ofSeconds(45));

    assertThat(rig.get(url).text())
        .contains("availabilityStartTime=\"2025-11-24T16:00:00.000Z\"")
        .containsOnlyOnce("<Period ")
        .contains("<Period id=\"0\" start=\"PT0S\">")
        .contains("<S t=\"37000\" d=\"1000\"/>");
  }

  @Test
  void aPeriodBeginsWhereItBeganWhenRetentionTookItsFirstFragments() throws IOException {
    record(0, 25);
    rig.clock.advance(Duration.ofSeconds(1));
    var url = rig.session(Action.GET_DASH_STREAMING_SESSION_URL, ",\"Expires\":43200");
    int minutes = 75;
    for (int i = 0; i < minutes; i++) {
      record(6000 + i * 60_000L, 60 * 25);
    }
    rig.clock.advance(Duration.ofMinutes(minutes));
    var period = "<Period id=\"5000\" start=\"PT6S\">";
    var offset = "startNumber=\"72\" presentationTimeOffset=\"1000\"";
    assertThat(rig.get(url).text()).contains(period).contains(offset);

    rig.keep(1);
    rig.reap();
    assertThat(rig.get(url).text()).contains(period).contains(offset);
    rig.restart();
    assertThat(rig.get(url).text()).contains(period).contains(offset);
  }

  @Test
  void audioIsASetOfItsOwnOnTheTimelineOfTheVideo() throws IOException {
    for (int i = 0; i < 2; i++) {
      long startMs = PlaybackRig.T0 + i * 1000L;
      rig.append(new Footage(Look.VIDEO_AND_AUDIO, startMs, startMs, 25));
    }
    rig.clock.advance(Duration.ofSeconds(2));
    var url = rig.session(Action.GET_DASH_STREAMING_SESSION_URL, "");

    assertThat(rig.get(url).text().replaceAll("SessionToken=[^&]*", "SessionToken=T"))
        .contains(
            """
                </AdaptationSet>
                <AdaptationSet id="2" contentType="audio" segmentAlignment="true" mimeType="audio/mp4" startWithSAP="1">
                  <SegmentTemplate media="getMP4MediaFragment.mp4?SessionToken=T&amp;SequenceNumber=$Number$&amp;TrackNumber=2" initialization="getMP4InitFragment.mp4?SessionToken=T&amp;TrackNumber=2" timescale="1000" startNumber="1">
                    <SegmentTimeline>
                      <S t="0" d="1000"/>
                      <S d="1000"/>
                    </SegmentTimeline>
                  </SegmentTemplate>
                  <Representation id="2" bandwidth="48000" codecs="mp4a.40.2" audioSamplingRate="48000">
                    <AudioChannelConfiguration schemeIdUri="urn:mpeg:dash:23003:3:audio_channel_configuration:2011" value="1"/>
                  </Representation>
                </AdaptationSet>
              </Period>
            """);
  }

  @Test
  void mediaIsAddressedByItsPlaceInTheSession() throws IOException {
    record(0, 25);
    record(5000, 25);
    rig.clock.advance(Duration.ofSeconds(6));
    var url = rig.session(Action.GET_DASH_STREAMING_SESSION_URL, "");
    var segment = url.replace("getDASHManifest.mpd", "getMP4MediaFragment.mp4") + "&TrackNumber=1";

    assertThat(decodeTime(rig.get(segment + "&SequenceNumber=1").body())).isZero();
    assertThat(decodeTime(rig.get(segment + "&SequenceNumber=2").body())).isEqualTo(90_000);
    assertThat(rig.get(segment + "&SequenceNumber=3").status()).isEqualTo(404);
    assertThat(rig.get(segment + "&SequenceNumber=0").status()).isEqualTo(404);
    assertThat(rig.get(segment).status()).isEqualTo(400);
  }

  @Test
  void anotherConfigurationIsRefused() throws IOException {
    record(0, 25);
    rig.append(new Footage(Look.OTHER_VIDEO, PlaybackRig.T0 + 1000, PlaybackRig.T0 + 1000, 25));
    rig.append(new Footage(Look.UNKNOWN_CODEC, PlaybackRig.T0 + 2000, PlaybackRig.T0 + 2000, 25));
    record(3000, 25);
    rig.clock.advance(Duration.ofSeconds(4));
    var url =
        rig.session(
            Action.GET_DASH_STREAMING_SESSION_URL,
            """
            ,"PlaybackMode":"LIVE_REPLAY","DASHFragmentSelector":{
            "FragmentSelectorType":"SERVER_TIMESTAMP","TimestampRange":{"StartTimestamp":0}}""");
    var segment = url.replace("getDASHManifest.mpd", "getMP4MediaFragment.mp4") + "&TrackNumber=1";

    assertThat(rig.get(segment + "&SequenceNumber=2").header("x-amzn-ErrorType"))
        .isEqualTo("InvalidCodecPrivateDataException");
    assertThat(rig.get(segment + "&SequenceNumber=3").header("x-amzn-ErrorType"))
        .isEqualTo("UnsupportedStreamMediaTypeException");
    assertThat(rig.get(segment + "&SequenceNumber=4").status()).isEqualTo(200);
  }

  @Test
  void frameRatesAreWholeNumbersOrFractions() {
    assertThat(ManifestListing.frameRate(25.004)).contains("25");
    assertThat(ManifestListing.frameRate(29.97)).contains("29970/1000");
    assertThat(ManifestListing.frameRate(0)).isEmpty();
  }

  private void record(long afterMs, int frames) {
    record(afterMs, afterMs, frames);
  }

  private void record(long producerMs, long serverMs, int frames) {
    rig.append(
        new Footage(Look.VIDEO, PlaybackRig.T0 + producerMs, PlaybackRig.T0 + serverMs, frames));
  }

  /// `baseMediaDecodeTime` of the `tfdt`, which the walk finds by its name.
  private static long decodeTime(byte[] segment) {
    for (int at = 0; at + 16 < segment.length; at++) {
      if (segment[at] == 't' && segment[at + 1] == 'f' && segment[at + 2] == 'd') {
        return java.nio.ByteBuffer.wrap(segment).getLong(at + 8);
      }
    }
    throw new AssertionError("no tfdt");
  }
}
