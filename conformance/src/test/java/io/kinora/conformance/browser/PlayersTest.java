package io.kinora.conformance.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.TimeoutError;
import io.kinora.conformance.browser.Recordings.Kind;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.process.KinoraProcess;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// hls.js, dash.js and Shaka play what is recorded, in a real browser, each from
/// another origin: pictures without and with B-frames, with sound, through a change of the codec's
/// configuration, and across a gap. Alone: five videos at once are work enough for a small machine.
@Isolated
final class PlayersTest {
  @AutoClose static final KinoraProcess KINORA = KinoraProcess.start("players");
  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());
  @AutoClose static final PlayerPages PAGES = new PlayerPages();
  @AutoClose static final Chromium CHROMIUM = new Chromium("players");

  private static final Recordings RECORDINGS = new Recordings(KINORA.endpoint(), SDK);

  /// A player and a protocol.
  record Library(String name, String script, Function<Kind, String> recorded) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Library> libraries() {
    return List.of(
        new Library("hls.js", "hls", RECORDINGS::hls),
        new Library("dash.js", "dash", RECORDINGS::dash),
        new Library("shaka-hls", "shaka", RECORDINGS::hls),
        new Library("shaka-dash", "shaka", RECORDINGS::dash));
  }

  @BeforeAll
  static void fillStreams() {
    RECORDINGS.record();
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void recordingsPlaySeekAndPlayOn(Library library) {
    var playing = play(library);

    for (var kind : Kind.values()) {
      playing.await(kind, "video.currentTime > 0.5 && video.readyState > 2");
    }
    // To shortly before the place where two parts meet.
    for (var kind : Kind.values()) {
      playing.seek(kind, "10.5");
    }
    for (var kind : Kind.values()) {
      playing.await(
          kind, "!video.seeking && video.currentTime > Math.min(12.5, video.duration - 0.8)");
    }
    // Into the second part, where there is one.
    for (var kind : Kind.values()) {
      playing.seek(kind, "video.duration * 0.8");
    }
    for (var kind : Kind.values()) {
      playing.await(kind, "!video.seeking && video.currentTime > player.target + 0.3");
      assertThat(playing.number(kind, "video.currentTime - player.target"))
          .as("%s: how far behind the wanted moment", kind)
          .isLessThan(8);
    }
    playing.photograph("recorded-" + library);
    assertThat(playing.number(Kind.CODEC_CHANGE, "video.videoWidth")).isEqualTo(320);
    playing.assertGood();
  }

  private static Playing play(Library library) {
    var kinds = List.of(Kind.values());
    var tab = CHROMIUM.open();
    tab.page()
        .navigate(PAGES.address(library.script(), kinds.stream().map(library.recorded()).toList()));
    tab.page().waitForFunction("globalThis.players?.length === " + kinds.size());
    return new Playing(tab, kinds);
  }

  /// A page on which these kinds of video are played.
  private record Playing(Chromium.Tab tab, List<Kind> kinds) {
    Object evaluate(Kind kind, String expression) {
      return tab.page().evaluate(function(kind, expression));
    }

    double number(Kind kind, String expression) {
      return ((Number) evaluate(kind, expression)).doubleValue();
    }

    void seek(Kind kind, String target) {
      // A recording that has come to its end plays no more by itself.
      evaluate(kind, "(video.currentTime = player.target = %s, video.play())".formatted(target));
    }

    void await(Kind kind, String condition) {
      try {
        tab.page().waitForFunction(function(kind, condition));
      } catch (TimeoutError late) {
        var state =
            evaluate(
                kind,
                "({ at: video.currentTime, target: player.target, state: video.readyState,"
                    + " seeking: video.seeking, duration: video.duration, errors: player.errors })");
        tab.photograph("late-" + kind);
        throw new AssertionError(
            "%s: never %s; %s; %s".formatted(kind, condition, state, tab.complaints()), late);
      }
    }

    void photograph(String name) {
      tab.photograph(name);
    }

    /// Pictures and sound were decoded, nobody complained; the page is closed.
    void assertGood() {
      for (var kind : kinds) {
        assertThat(number(kind, "video.webkitDecodedFrameCount")).as("%s", kind).isPositive();
        assertThat(evaluate(kind, "player.errors")).as("%s: errors", kind).isEqualTo(List.of());
      }
      assertThat(number(Kind.AUDIO, "video.webkitAudioDecodedByteCount")).isPositive();
      assertThat(tab.complaints()).isEmpty();
      tab.page().context().close();
    }

    private String function(Kind kind, String expression) {
      return "() => { const player = players[%d]; const { video } = player; return %s; }"
          .formatted(kinds.indexOf(kind), expression);
    }
  }
}
