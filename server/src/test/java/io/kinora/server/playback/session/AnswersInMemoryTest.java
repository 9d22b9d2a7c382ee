package io.kinora.server.playback.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiClient;
import io.kinora.server.api.ApiError;
import io.kinora.server.http.Headers;
import io.kinora.server.http.StreamingResponse;
import io.kinora.server.playback.session.Footage.Look;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What answers take of the memory that all share.
final class AnswersInMemoryTest {
  private static final String RANGE =
      """
      FragmentSelector":{"FragmentSelectorType":"PRODUCER_TIMESTAMP",\
      "TimestampRange":{"StartTimestamp":%d,"EndTimestamp":%d}}"""
          .formatted(PlaybackRig.T0 / 1000, PlaybackRig.T0 / 1000 + 100);

  @AutoClose private final PlaybackRig rig;

  AnswersInMemoryTest(@TempDir Path directory) throws IOException {
    rig = new PlaybackRig(directory, 24);
    for (var look : new Look[] {Look.START_CODES, Look.VIDEO, Look.VIDEO}) {
      long startMs = PlaybackRig.T0 + rig.numbers().size() * 1000L;
      rig.append(new Footage(look, startMs, startMs, 25));
    }
    rig.clock.advance(Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HLS LIVE getHLSMediaPlaylist.m3u8 &TrackNumber=1",
        "HLS LIVE getHLSMediaPlaylist.m3u8 &TrackNumber=1&LowLatency=YES",
        "HLS ON_DEMAND getHLSMediaPlaylist.m3u8 &TrackNumber=1",
        "HLS ON_DEMAND getMP4InitFragment.mp4 &TrackNumber=1",
        "HLS ON_DEMAND getMP4MediaFragment.mp4 &TrackNumber=1&FragmentNumber=0",
        "HLS ON_DEMAND getMP4MediaFragment.mp4 &TrackNumber=1&FragmentNumber=1",
        "TS ON_DEMAND getTSFragment.ts &FragmentNumber=0",
        "TS ON_DEMAND getTSFragment.ts &FragmentNumber=1",
        "DASH LIVE getDASHManifest.mpd ",
        "DASH ON_DEMAND getMP4MediaFragment.mp4 &TrackNumber=1&SequenceNumber=1",
      })
  void whatIsMadeForAPlayerIsRefusedWithoutMemoryForIt(String what) throws IOException {
    var url = url(what);

    try (var others = rig.memory.room(ApiError.OVERLOADED)) {
      others.hold(PlaybackRig.MEMORY_BYTES);
      var refused = rig.get(url);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("x-amzn-ErrorType")).isEqualTo("ClientLimitExceededException");
    }

    var reply = (StreamingResponse) rig.reply(url);
    assertThat(heldBytes()).as("not sent yet").isPositive();
    var answer = PlaybackRig.read(reply);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("Content-Length")).isEqualTo("" + answer.body().length);
    assertThat(heldBytes()).as("sent").isZero();
  }

  @Test
  void aTransportStreamHoldsItsOctetsAndNoMore() throws IOException {
    var reply =
        (StreamingResponse) rig.reply(url("TS ON_DEMAND getTSFragment.ts &FragmentNumber=1"));

    long held = heldBytes();

    assertThat(held).isBetween((long) PlaybackRig.read(reply).body().length, held + 1024L);
  }

  @Test
  void aPlaylistThatTellsManyPartsNeedsMemoryForAllOfThem() throws IOException {
    long startMs = PlaybackRig.T0 + 3000;
    rig.append(new Footage(Look.VIDEO, startMs, startMs, 500));
    rig.clock.advance(Duration.ofSeconds(20));
    var url = url("HLS LIVE getHLSMediaPlaylist.m3u8 &TrackNumber=1&LowLatency=YES");
    assertThat(rig.get(url).text().split("#EXT-X-PART:")).hasSizeGreaterThan(100);

    try (var others = rig.memory.room(ApiError.OVERLOADED)) {
      others.hold(PlaybackRig.MEMORY_BYTES - 256 * 1024);
      assertThat(rig.get(url).status()).isEqualTo(429);
      others.hold(PlaybackRig.MEMORY_BYTES - 512 * 1024);
      assertThat(rig.get(url).status()).isEqualTo(200);
    }
  }

  @Test
  void anAnswerThatIsRefusedHoldsNothing() throws IOException {
    var url = url("TS ON_DEMAND getTSFragment.ts &FragmentNumber=1");

    assertThat(rig.get(url, new Headers.Field("Range", "bytes=99999999-")).status()).isEqualTo(416);
    assertThat(rig.get(url.replace("FragmentNumber=", "FragmentNumber=7")).status()).isEqualTo(400);

    assertThat(heldBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HLS ON_DEMAND getMP4MediaFragment.mp4 &TrackNumber=1&FragmentNumber=0",
        "TS ON_DEMAND getTSFragment.ts &FragmentNumber=0"
      })
  void aPartOfWhatIsMadeForAPlayerIsThatOfTheWhole(String what) throws IOException {
    var url = url(what);
    byte[] whole = rig.get(url).body();

    for (int from = 0; from < whole.length; from += 89) {
      int to = Math.min(whole.length, from + 400);
      var part = rig.get(url, new Headers.Field("Range", "bytes=" + from + "-" + (to - 1)));
      assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole, from, to));
    }
  }

  @Test
  void aClipHoldsItsRowsUntilItWasSent() throws IOException {
    var clip = "{\"StreamName\":\"camera\",\"Clip" + RANGE + "}";

    try (var others = rig.memory.room(ApiError.OVERLOADED)) {
      others.hold(PlaybackRig.MEMORY_BYTES);
      var refused = rig.api().fail(Action.GET_CLIP, clip);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.type()).isEqualTo("ClientLimitExceededException");
    }

    var reply = (StreamingResponse) rig.api().send(ApiClient.post("/getClip", clip));
    assertThat(heldBytes()).as("not sent yet").isPositive();
    assertThat(PlaybackRig.read(reply).status()).isEqualTo(200);
    assertThat(heldBytes()).as("sent").isZero();
  }

  /// Such as `HLS LIVE name &parameters`; fragments are counted from 0.
  private String url(String what) {
    var words = what.split(" ", -1);
    boolean dash = words[0].equals("DASH");
    var members = new StringBuilder(",\"PlaybackMode\":\"" + words[1] + '"');
    if (!words[1].equals("LIVE")) {
      members.append(dash ? ",\"DASH" : ",\"HLS").append(RANGE);
    }
    if (words[0].equals("TS")) {
      members.append(",\"ContainerFormat\":\"MPEG_TS\"");
    }
    var session =
        rig.session(
            dash ? Action.GET_DASH_STREAMING_SESSION_URL : Action.GET_HLS_STREAMING_SESSION_URL,
            members.toString());
    var parameters = words[3];
    int number = parameters.indexOf("FragmentNumber=");
    if (number >= 0) {
      int digit = parameters.length() - 1;
      parameters =
          parameters.substring(0, digit) + rig.numbers().get(parameters.charAt(digit) - '0');
    }
    return session.replaceFirst("[^/]*\\?", words[2] + "?") + parameters;
  }

  private long heldBytes() {
    return PlaybackRig.MEMORY_BYTES - rig.memory.freeBytes();
  }
}
