package io.kinora.conformance.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.kinora.conformance.process.Artefacts;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// The distribution's Chromium without a screen. For one thread.
final class Chromium implements AutoCloseable {
  /// For what the browser does by itself; a machine may be busy.
  private static final int PATIENCE_MS = 30_000;

  private final Playwright playwright;
  private final Browser browser;
  private final Path artefacts;

  Chromium(String name) {
    this(Artefacts.folder(name), Path.of(System.getProperty("user.home")));
  }

  /// @param home of the user whom the browser belongs to: whom it trusts is in `.pki/nssdb` there
  Chromium(Path artefacts, Path home) {
    this.artefacts = artefacts;
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
    var environment = new HashMap<>(System.getenv());
    environment.put("HOME", home.toString());
    // The browser is the distribution's: Playwright is not to fetch one of its own.
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setEnv(environment)
                    // Builds run as root in containers, where there is no sandbox.
                    .setArgs(
                        List.of("--no-sandbox", "--autoplay-policy=no-user-gesture-required")));
  }

  /// A page in a profile of its own, and everything that goes wrong on it.
  record Tab(Page page, List<String> complaints, Path artefacts) {
    /// Keeps a picture of the page with the artefacts.
    void photograph(String name) {
      page.screenshot(new Page.ScreenshotOptions().setPath(artefacts.resolve(name + ".png")));
    }
  }

  Tab open(Browser.NewContextOptions options) {
    BrowserContext context = browser.newContext(options.setAcceptDownloads(true));
    context.setDefaultTimeout(PATIENCE_MS);
    var page = context.newPage();
    var complaints = new CopyOnWriteArrayList<String>();
    page.onPageError(complaints::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.text() + " " + message.location());
          }
        });
    return new Tab(page, complaints, artefacts);
  }

  Tab open() {
    return open(new Browser.NewContextOptions());
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
