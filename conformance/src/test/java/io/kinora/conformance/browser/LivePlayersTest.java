package io.kinora.conformance.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.TimeoutError;
import io.kinora.conformance.browser.Recordings.Kind;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.process.KinoraProcess;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// hls.js, dash.js and Shaka play what is live, in a real browser: pictures without and with
/// B-frames, with sound, through changes of the codec's configuration, and across pauses of the
/// camera. Each video has a page and connections of its own.
@Isolated
final class LivePlayersTest {
  @AutoClose static final KinoraProcess KINORA = KinoraProcess.start("live-players");
  @AutoClose static final SdkV2 SDK = SdkV2.of(KINORA.endpoint());
  @AutoClose static final PlayerPages PAGES = new PlayerPages();
  @AutoClose static final Chromium CHROMIUM = new Chromium("live-players");

  /// Longer than a shot, so that every change and every pause has been played across.
  private static final int PLAYED_SECONDS = 8;

  private static final Recordings RECORDINGS = new Recordings(KINORA.endpoint(), SDK);
  private static final Map<Kind, LiveCamera> CAMERAS = new EnumMap<>(Kind.class);

  /// How long of the video has been played, whatever was jumped over.
  private static final String PLAYED =
      "Array.from(video.played, (_, i) => video.played.end(i) - video.played.start(i))"
          + ".reduce((sum, seconds) => sum + seconds, 0)";

  /// A player, a protocol, and what it plays by that.
  record Library(String name, String script, Function<Kind, String> session, Set<Kind> kinds) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Library> libraries() {
    var all = EnumSet.allOf(Kind.class);
    // By DASH a session ends where the codec's configuration changes.
    var unchanging = EnumSet.complementOf(EnumSet.of(Kind.CODEC_CHANGE));
    return List.of(
        new Library("hls.js", "hls", RECORDINGS::liveHls, all),
        new Library("hls.js-plain", "hls", RECORDINGS::plainHls, all),
        new Library("dash.js", "dash", RECORDINGS::liveDash, unchanging),
        // With low latency Shaka plays on, and throws where a camera pauses.
        new Library("shaka-hls", "shaka", RECORDINGS::plainHls, all),
        new Library("shaka-dash", "shaka", RECORDINGS::liveDash, unchanging));
  }

  @BeforeAll
  static void goLive() {
    for (var kind : Kind.values()) {
      CAMERAS.put(kind, RECORDINGS.shoot(kind));
    }
    CAMERAS.values().forEach(LiveCamera::awaitLive);
  }

  @AfterAll
  static void stopCameras() {
    CAMERAS.values().forEach(LiveCamera::close);
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void liveVideoPlaysOn(Library library) {
    var playing = new EnumMap<Kind, Chromium.Tab>(Kind.class);
    for (var kind : library.kinds()) {
      playing.put(kind, play(library, kind));
    }

    playing.forEach((kind, tab) -> await(kind, tab, PLAYED + " > " + PLAYED_SECONDS));
    playing.forEach(
        (kind, tab) -> {
          tab.photograph(library + "-" + kind);
          assertGood(kind, tab);
          tab.page().context().close();
        });
  }

  private static Chromium.Tab play(Library library, Kind kind) {
    var tab = CHROMIUM.open();
    tab.page().setDefaultTimeout(90_000);
    tab.page().navigate(PAGES.address(library.script(), List.of(library.session().apply(kind))));
    return tab;
  }

  private static void await(Kind kind, Chromium.Tab tab, String condition) {
    try {
      tab.page().waitForFunction(expression(condition));
    } catch (TimeoutError late) {
      var state =
          tab.page()
              .evaluate(
                  expression(
                      "({ at: video.currentTime, played: %s, state: video.readyState,"
                              .formatted(PLAYED)
                          + " seeking: video.seeking, errors: player.errors,"
                          + " buffered: Array.from(video.buffered, (_, i) =>"
                          + " [video.buffered.start(i), video.buffered.end(i)]) })"));
      tab.photograph("late-" + kind);
      throw new AssertionError(
          "%s: never %s; %s; %s".formatted(kind, condition, state, tab.complaints()), late);
    }
  }

  /// Pictures and sound were decoded, nobody complained.
  private static void assertGood(Kind kind, Chromium.Tab tab) {
    var page = tab.page();
    assertThat((int) page.evaluate(expression("video.webkitDecodedFrameCount"))).isPositive();
    assertThat(page.evaluate(expression("player.errors"))).as("%s", kind).isEqualTo(List.of());
    assertThat(tab.complaints()).as("%s", kind).isEmpty();
    if (kind == Kind.AUDIO) {
      assertThat((int) page.evaluate(expression("video.webkitAudioDecodedByteCount"))).isPositive();
    }
    if (kind == Kind.CODEC_CHANGE) {
      assertThat(page.evaluate(expression("[...player.widths].sort()")))
          .isEqualTo(List.of(320, 640));
    }
  }

  private static String expression(String expression) {
    return "() => { const player = globalThis.players?.[0]; const video = player?.video;"
        + " return video && ("
        + expression
        + "); }";
  }
}
