package io.kinora.server;

import io.kinora.server.archive.ArchiveConfig;
import io.kinora.server.auth.AuthConfig;
import io.kinora.server.clip.ClipConfig;
import io.kinora.server.config.ArnScope;
import io.kinora.server.config.ConfigException;
import io.kinora.server.config.HostPort;
import io.kinora.server.config.Key;
import io.kinora.server.config.Profile;
import io.kinora.server.config.Settings;
import io.kinora.server.control.ControlConfig;
import io.kinora.server.fault.FaultConfig;
import io.kinora.server.http.HttpConfig;
import io.kinora.server.image.ImageConfig;
import io.kinora.server.ingest.IngestConfig;
import io.kinora.server.live.LiveConfig;
import io.kinora.server.playback.PlaybackConfig;
import io.kinora.server.quota.QuotaConfig;
import io.kinora.server.tls.TlsConfig;
import io.kinora.store.local.StoreConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Everything an operator can set. Checked as a whole when it is made.
///
/// @param listen where the one listener is bound
/// @param data the directory of the store
/// @param publicUrl base of the URLs given to clients; empty to derive it from each request
/// @param tls empty for plain HTTP
public record KinoraConfig(
    HostPort listen,
    Path data,
    Optional<URI> publicUrl,
    Optional<TlsConfig> tls,
    ArnScope arns,
    AuthConfig auth,
    HttpConfig http,
    ControlConfig control,
    IngestConfig ingest,
    LiveConfig live,
    ArchiveConfig archive,
    ImageConfig image,
    ClipConfig clip,
    PlaybackConfig playback,
    QuotaConfig quota,
    FaultConfig faults,
    StoreSettings store) {
  private static final Key<HostPort> LISTEN =
      new Key<>(
          "listen",
          "127.0.0.1:8484",
          "host:port",
          "Address of the listener; port 0: any free one.",
          HostPort::parse);

  /// The directory of the store; also an option of commands that work on a stopped store.
  public static final Key<Path> DATA =
      Key.path("data", "./kinora-data", "Directory of the store; made if it is missing.");

  private static final Key<URI> PUBLIC_URL =
      new Key<>(
          "public-url",
          "",
          "an absolute http or https URL without query",
          "Base of the URLs given to clients; otherwise derived from each request.",
          KinoraConfig::baseUrl);

  /// Every key there is, in the order of the reference page.
  public static final List<Key<?>> KEYS =
      Stream.of(
              List.<Key<?>>of(Profile.KEY, LISTEN, DATA, PUBLIC_URL),
              TlsConfig.KEYS,
              ArnScope.KEYS,
              AuthConfig.KEYS,
              HttpConfig.KEYS,
              ControlConfig.KEYS,
              IngestConfig.KEYS,
              LiveConfig.KEYS,
              ArchiveConfig.KEYS,
              ImageConfig.KEYS,
              ClipConfig.KEYS,
              PlaybackConfig.KEYS,
              QuotaConfig.KEYS,
              FaultConfig.KEYS,
              StoreSettings.KEYS)
          .flatMap(List::stream)
          .toList();

  public KinoraConfig {
    if (auth instanceof AuthConfig.Open && !listen.resolve().getAddress().isLoopbackAddress()) {
      throw new ConfigException(
          "auth=open lets anybody read and write every stream, so it listens on a loopback address"
              + " only, not on "
              + listen
              + "; set auth=keys and keys=FILE, or listen=127.0.0.1:"
              + listen.port());
    }
  }

  /// Reads all keys.
  ///
  /// @throws ConfigException on the first setting that is wrong
  public static KinoraConfig from(Settings settings) {
    return new KinoraConfig(
        settings.get(LISTEN),
        settings.get(DATA),
        settings.find(PUBLIC_URL),
        TlsConfig.from(settings),
        ArnScope.from(settings),
        AuthConfig.from(settings),
        HttpConfig.from(settings),
        ControlConfig.from(settings),
        IngestConfig.from(settings),
        LiveConfig.from(settings),
        ArchiveConfig.from(settings),
        ImageConfig.from(settings),
        ClipConfig.from(settings),
        PlaybackConfig.from(settings),
        QuotaConfig.from(settings),
        FaultConfig.from(settings),
        StoreSettings.from(settings));
  }

  /// How the store runs.
  public StoreConfig storeConfig() {
    return store.in(data, ingest.memory());
  }

  /// The defaults with some settings changed, by key name: for servers inside tests.
  public static KinoraConfig of(Map<String, String> settings) {
    return from(Settings.none().with("the given settings", settings, KEYS));
  }

  /// The base URL without the trailing slash, because clients append paths to it.
  private static URI baseUrl(String text) {
    var url = URI.create(text.replaceFirst("/+$", ""));
    boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!web
        || url.getHost() == null
        || url.getRawUserInfo() != null
        || url.getRawQuery() != null
        || url.getRawFragment() != null) {
      throw new IllegalArgumentException("not a base URL: " + text);
    }
    return url;
  }
}
