package io.kinora.conformance.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.process.Command;
import io.kinora.conformance.process.KinoraProcess;
import io.kinora.conformance.wire.SigV4;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The console as a person uses it, on `kinora demo` and on a server that wants keys.
final class WebConsoleTest {
  private static final String PLAYING =
      "() => { const video = document.querySelector('video');"
          + " return video && !video.paused && video.currentTime > %s; }";

  /// One key may do everything, the other find all streams and watch one of them.
  private static final String WATCH_KEYS =
      """
      {"keys": [
        {"accessKeyId": "%s", "secretAccessKey": "%s", "policy": {
          "Version": "2012-10-17",
          "Statement": {"Effect": "Allow", "Action": "kinesisvideo:*", "Resource": "*"}}},
        {"accessKeyId": "AKIDWATCH", "secretAccessKey": "may watch the gate", "policy": {
          "Version": "2012-10-17",
          "Statement": [
            {"Effect": "Allow", "Action": "kinesisvideo:ListStreams", "Resource": "*"},
            {"Effect": "Allow",
             "Action": ["kinesisvideo:Describe*", "kinesisvideo:Get*", "kinesisvideo:List*"],
             "Resource": "arn:aws:kinesisvideo:*:*:stream/gate/*"}]}}]}
      """
          .formatted(SigV4.EXAMPLE.accessKey(), SigV4.EXAMPLE.secretKey());

  @AutoClose static final DemoProcess DEMO = DemoProcess.start();
  @AutoClose static final Chromium CHROMIUM = new Chromium("console");

  @Test
  void aNewcomerSeesLiveVideoAndWhatWasRecorded() {
    var tab = CHROMIUM.open();
    var page = tab.page();
    page.navigate(DEMO.endpoint().toString());
    assertThat(page.locator(".card")).hasCount(2);
    assertThat(page.locator(".card .state[data-state=LIVE]")).hasCount(2);
    page.waitForFunction(
        "() => [...document.querySelectorAll('.card img')].filter(it => it.naturalWidth).length === 2");
    tab.photograph("streams");

    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("clock")).click();
    page.waitForFunction(PLAYING.formatted("1"));
    assertThat(page.locator(".live")).hasAttribute("aria-pressed", "true");
    assertThat(page.locator(".facts")).containsText("H.264 High");
    assertThat(page.locator(".facts")).containsText("15 frames");
    tab.photograph("live");

    // Into the recording, half a screen back.
    clickTimeline(page, 0.45);
    assertThat(page.locator(".live")).hasAttribute("aria-pressed", "false");
    page.waitForFunction(PLAYING.formatted("0"));
    assertThat(page.locator(".cover")).hasAttribute("data-status", "playing");
    tab.photograph("recorded");
    assertThat(tab.complaints()).isEmpty();
    page.context().close();
  }

  @Test
  void whoTypesOnWhileAListIsUnderWayIsShownWhatWasTypedLast() {
    var tab = CHROMIUM.open();
    var page = tab.page();
    page.navigate(DEMO.endpoint().toString());
    assertThat(page.locator(".card")).hasCount(2);
    page.route(
        "**/listStreams",
        route -> {
          // What begins with the first letter is never answered.
          if (!route.request().postData().contains("\"c\"")) {
            route.resume();
          }
        });
    var search = page.getByLabel("Find streams by the beginning of the name");

    page.waitForRequest("**/listStreams", () -> search.fill("c"));
    search.fill("cl");

    assertThat(page.locator(".card")).hasCount(1);
    assertThat(page.locator(".card h2")).hasText("clock");
    assertThat(page.locator("h1")).hasText("Streams");
    assertThat(tab.complaints()).isEmpty();
    page.context().close();
  }

  @Test
  void aGapIsSkippedToWhereRecordingGoesOn() {
    var tab = CHROMIUM.open();
    var page = watch(tab, "harbour");

    // The demo recorded nothing from 260 to 180 seconds before its start.
    long gap = (System.currentTimeMillis() / 1000 - 200) * 1000;
    page.navigate(DEMO.endpoint() + "/#/stream/harbour?t=" + gap);
    page.waitForFunction(PLAYING.formatted("0"));

    assertThat(page.locator(".cover")).hasAttribute("data-status", "playing");
    assertThat(tab.complaints()).isEmpty();
    page.context().close();
  }

  @Test
  void aPictureAndAClipAreTakenAlong() {
    var tab = CHROMIUM.open();
    var page = watch(tab, "harbour");

    var picture = page.waitForDownload(() -> button(page, "Save this picture (s)").click());
    assertThat(probe(save(tab, picture))).contains("mjpeg", "640", "360");

    button(page, "Cut a clip (c)").click();
    assertThat(page.locator(".clip")).isVisible();
    assertThat(page.locator(".clip")).containsText("30 s");
    // The end of the clip by keyboard.
    page.getByRole(AriaRole.SLIDER, new Page.GetByRoleOptions().setName("End of the clip")).focus();
    page.keyboard().press("Shift+ArrowLeft");
    assertThat(page.locator(".clip")).containsText("20 s");
    tab.photograph("clip");
    var clip = page.waitForDownload(() -> button(page, "Download MP4").click());
    var file = save(tab, clip);
    assertThat(file.getFileName().toString()).startsWith("harbour-").endsWith(".mp4");
    assertThat(probe(file)).contains("h264", "640", "360");
    assertThat(tab.complaints()).isEmpty();
    page.context().close();
  }

  @Test
  void theKeyboardIsEnough() {
    var tab = CHROMIUM.open();
    var page = watch(tab, "clock");

    page.keyboard().press("Space");
    assertThat(button(page, "Play (space)")).isVisible();
    page.keyboard().press("ArrowLeft");
    assertThat(page.locator(".live")).hasAttribute("aria-pressed", "false");
    page.waitForFunction(PLAYING.formatted("0"));
    page.keyboard().press("l");
    assertThat(page.locator(".live")).hasAttribute("aria-pressed", "true");
    assertThat(button(page, "Minutes")).hasAttribute("aria-pressed", "true");
    page.locator(".stage canvas").focus();
    for (int i = 0; i < 3; i++) {
      page.keyboard().press("-");
    }
    assertThat(button(page, "Minutes")).hasAttribute("aria-pressed", "false");
    assertThat(page.locator(".stage canvas"))
        .hasAttribute("aria-valuetext", Pattern.compile("\\d.*"));
    assertThat(tab.complaints()).isEmpty();
    page.context().close();
  }

  @Test
  void aPhoneAndADarkRoomGetAPageOfTheirOwn() {
    var phone =
        CHROMIUM.open(
            new NewContextOptions()
                .setViewportSize(390, 844)
                .setDeviceScaleFactor(2)
                .setHasTouch(true)
                .setColorScheme(ColorScheme.DARK));
    var page = watch(phone, "harbour");

    var overflow = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth");
    assertThat(((Number) overflow).intValue()).as("pixels to the side").isNotPositive();
    var ground = page.evaluate("() => getComputedStyle(document.body).backgroundColor");
    assertThat(ground).isEqualTo("rgb(13, 16, 18)");
    phone.photograph("phone-dark");
    assertThat(phone.complaints()).isEmpty();
    page.context().close();
  }

  @Test
  void streamsThatAreNotThereAndServersWithoutStreamsSaySo() {
    var tab = CHROMIUM.open();
    var page = tab.page();
    page.navigate(DEMO.endpoint() + "/#/stream/nowhere");
    assertThat(page.locator("h1")).hasText("There is no such stream");
    tab.photograph("no-such-stream");

    try (var kinora = KinoraProcess.start("console-empty")) {
      page.navigate(kinora.endpoint().toString());
      assertThat(page.locator("h2")).hasText("No streams yet");
      tab.photograph("no-streams");
    }
    page.context().close();
  }

  @Test
  void whereKeysAreWantedThePageAsksForThemAndSigns() {
    try (var kinora = KinoraProcess.startWithKeys("console-keys", SigV4.EXAMPLE);
        var sdk = SdkV2.of(kinora.endpoint())) {
      sdk.createStream("porch");
      var tab = CHROMIUM.open();
      var page = tab.page();
      page.navigate(kinora.endpoint().toString());
      assertThat(page.locator("h1")).hasText("Sign in");
      assertThat(page.locator("body")).not().containsText("porch");
      tab.photograph("sign-in");

      signIn(page, SigV4.EXAMPLE.accessKey(), "wrong");
      assertThat(page.locator(".notice")).containsText("signature");
      signIn(page, SigV4.EXAMPLE.accessKey(), SigV4.EXAMPLE.secretKey());
      assertThat(page.locator(".card h2")).hasText("porch");
      assertThat(page.locator(".card .state")).hasText("Empty");
      page.reload();
      assertThat(page.locator(".card h2")).hasText("porch");
      button(page, "Sign out").click();
      assertThat(page.locator("h1")).hasText("Sign in");
      page.context().close();
    }
  }

  @Test
  void thePageShowsNoMoreThanItsKeyMay(@TempDir Path folder) throws IOException {
    var keys = Files.writeString(folder.resolve("keys.json"), WATCH_KEYS);
    try (var kinora = KinoraProcess.start("console-watch", "--auth=keys", "--keys=" + keys);
        var sdk = SdkV2.of(kinora.endpoint())) {
      sdk.createStream("gate");
      sdk.createStream("bedroom");
      var tab = CHROMIUM.open();
      var page = tab.page();
      page.navigate(kinora.endpoint().toString());
      signIn(page, "AKIDWATCH", "may watch the gate");

      assertThat(card(page, "gate").locator(".state")).hasText("Empty");
      assertThat(card(page, "bedroom")).containsText("not allowed with this key");
      tab.photograph("watch");
      page.navigate(kinora.endpoint() + "/#/stream/gate");
      assertThat(page.locator(".facts")).isVisible();
      page.navigate(kinora.endpoint() + "/#/stream/bedroom");
      assertThat(page.locator("h1")).hasText("Not allowed with this key");
      assertThat(page.locator("section")).containsText("is not authorized to perform");
      tab.photograph("not-allowed");
      page.context().close();
    }
  }

  @Test
  void theDemoTakesItsDataAway() {
    try (var demo = DemoProcess.start()) {
      assertThat(demo.data()).isDirectory();

      assertThat(demo.stop()).isZero();

      assertThat(demo.data()).doesNotExist();
    }
  }

  private static Page watch(Chromium.Tab tab, String stream) {
    tab.page().navigate(DEMO.endpoint() + "/#/stream/" + stream);
    tab.page().waitForFunction(PLAYING.formatted("0.2"));
    return tab.page();
  }

  private static void signIn(Page page, String key, String secret) {
    page.getByLabel("Access key id").fill(key);
    page.getByLabel("Secret access key").fill(secret);
    button(page, "Sign in").click();
  }

  private static Locator card(Page page, String stream) {
    return page.locator(".card").filter(new Locator.FilterOptions().setHasText(stream));
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static void clickTimeline(Page page, double share) {
    var canvas = page.locator(".stage canvas");
    var box = canvas.boundingBox();
    canvas.click(new Locator.ClickOptions().setPosition(box.width * share, box.height / 2));
  }

  private static Path save(Chromium.Tab tab, Download download) {
    var file = tab.artefacts().resolve(download.suggestedFilename());
    download.saveAs(file);
    return file;
  }

  private static String probe(Path file) {
    return Command.of(
            "ffprobe",
            "-v",
            "error",
            "-show_entries",
            "stream=codec_name,width,height",
            "-of",
            "csv=p=0",
            file.toString())
        .succeed()
        .text();
  }
}
