package io.kinora.server.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's certificate where `tls=auto`: made at the start by the authority of the data
/// directory, kept in memory, and made anew when a third of its time is over or the server has
/// other names. Connections that are open keep theirs; new ones get the new one.
public final class OwnCertificate implements AutoCloseable {
  static final Duration VALIDITY = Duration.ofDays(90);
  static final Duration RENEWED_AFTER = Duration.ofDays(30);

  private static final Duration INTERVAL = Duration.ofHours(1);

  /// How long before its end the authority is complained of: clients must be told to trust another.
  private static final Duration AUTHORITY_WARNED = Duration.ofDays(365);

  private static final Logger LOG = LoggerFactory.getLogger(OwnCertificate.class);

  private final Path directory;
  private final LocalAuthority authority;
  private final Supplier<ServerNames> names;
  private final InstantSource clock;
  private final Keys keys = new Keys();
  private final ScheduledExecutorService watch;
  private volatile Made latest;

  /// A certificate and what it was made of.
  private record Made(ServerNames names, Instant madeAt) {}

  private OwnCertificate(
      Path directory, LocalAuthority authority, Supplier<ServerNames> names, InstantSource clock) {
    this.directory = directory;
    this.authority = authority;
    this.names = names;
    this.clock = clock;
    latest = make(names.get());
    watch =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("kinora-tls").factory());
    watch.scheduleWithFixedDelay(
        this::refresh, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// A certificate by the authority in a directory, which is made if there is none.
  ///
  /// @param names of the server, asked for again every hour
  public static OwnCertificate keep(
      Path directory, Supplier<ServerNames> names, InstantSource clock) throws IOException {
    var authority = LocalAuthority.in(directory, clock);
    var end = authority.certificate().getNotAfter().toInstant();
    if (end.isBefore(clock.instant())) {
      throw new IOException(
          "the certificate authority in %s expired at %s; remove the directory for a new one, which"
                  .formatted(directory, end)
              + " clients must be told to trust");
    }
    return new OwnCertificate(directory, authority, names, clock);
  }

  /// Gives TLS the certificate of the moment.
  public X509ExtendedKeyManager keyManager() {
    return keys;
  }

  /// The certificate that clients must trust.
  public Path authorityFile() {
    return directory.resolve(LocalAuthority.CERTIFICATE_FILE);
  }

  /// Makes a new certificate if it is time. On the thread that watches.
  void refresh() {
    try {
      var now = names.get();
      var made = latest;
      if (!now.equals(made.names())
          || made.madeAt().plus(RENEWED_AFTER).isBefore(clock.instant())) {
        latest = make(now);
      }
    } catch (RuntimeException failure) {
      LOG.error("the certificate cannot be renewed; the one before remains", failure);
    }
  }

  private Made make(ServerNames now) {
    keys.use(authority.issue(now, VALIDITY));
    var end = authority.certificate().getNotAfter().toInstant();
    LOG.info("made a certificate for {} {}", now.hosts(), now.addresses());
    if (end.minus(AUTHORITY_WARNED).isBefore(clock.instant())) {
      LOG.warn("the certificate authority in {} ends at {}", directory, end);
    }
    return new Made(now, clock.instant());
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }

  /// Hands out the latest pair to new handshakes, and the one before to those under way:
  /// certificate and key are asked for one after the other.
  private static final class Keys extends X509ExtendedKeyManager {
    private static final String TYPE = "EC";

    private record Numbered(long number, LocalAuthority.Issued issued) {}

    private volatile @Nullable Numbered latest;
    private volatile @Nullable Numbered previous;

    void use(LocalAuthority.Issued issued) {
      var before = latest;
      previous = before;
      latest = new Numbered(before == null ? 1 : before.number() + 1, issued);
    }

    private LocalAuthority.@Nullable Issued find(String alias) {
      for (var each : new @Nullable Numbered[] {latest, previous}) {
        if (each != null && alias.equals(String.valueOf(each.number()))) {
          return each.issued();
        }
      }
      return null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
      var now = latest;
      return now == null || !keyType.equals(TYPE) ? null : String.valueOf(now.number());
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      var found = find(alias);
      return found == null ? null : found.chain();
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      var found = find(alias);
      return found == null ? null : found.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, Socket socket) {
      return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyType, Principal @Nullable [] issuers, Socket socket) {
      return null;
    }
  }
}
