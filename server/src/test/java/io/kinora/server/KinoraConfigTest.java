package io.kinora.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.server.auth.AuthConfig;
import io.kinora.server.config.ByteSize;
import io.kinora.server.config.ConfigException;
import io.kinora.server.config.Key;
import io.kinora.server.config.Leniency;
import io.kinora.server.live.PagePool;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KinoraConfigTest {
  /// Every key, its default, a bad value, and the message about it.
  private static final String TABLE =
      """
      profile | open | free | profile is "free" in the given settings, but must be open or aws
      listen | 127.0.0.1:8484 | 8484 | listen is "8484" in the given settings, but must be host:port
      data | ./kinora-data | '' | data is "" in the given settings, but must be a path
      public-url | '' | ftp://x | public-url is "ftp://x" in the given settings, but must be an absolute http or https URL without query
      tls | given | yes | tls is "yes" in the given settings, but must be given or auto
      tls-cert | '' | chain.pem | tls-cert and tls-key belong together; only one is set
      tls-key | '' | key.pem | tls-cert and tls-key belong together; only one is set
      tls-names | '' | nvr.home | tls-names has no effect without tls=auto
      region | us-east-1 | US | region must be a region name, not "US"
      account | 000000000000 | 42 | account must be twelve digits, not "42"
      partition | aws | '' | partition is "" in the given settings, but must be a partition name
      auth | open | none | auth is "none" in the given settings, but must be open or keys
      keys | '' | keys.json | keys has no effect with auth=open; set auth=keys too
      http.max-connections | 10000 | 0 | http.max-connections must be 1 to 1000000, not 0
      http.max-head-size | 32KiB | 2GiB | http.max-head-size must be 1KiB to 1MiB, not 2GiB
      http.max-body-size | 1MiB | 12XB | http.max-body-size is "12XB" in the given settings, but must be a size such as 256MiB
      http.head-timeout | 30s | 0 | http.head-timeout must be 1ms to 3600s, not 0
      http.body-timeout | 30s | soon | http.body-timeout is "soon" in the given settings, but must be a duration such as 250ms, 30s or 5m
      http.shutdown-timeout | 10s | 2d | http.shutdown-timeout must be 0 to 3600s, not 172800s
      http.keep-alive-timeout | 5m | 2d | http.keep-alive-timeout must be 1ms to 3600s, not 172800s
      http.stall-timeout | 60s | 0 | http.stall-timeout must be 1ms to 3600s, not 0
      http.allowed-origins | * | a,,b | http.allowed-origins is "a,,b" in the given settings, but must be * or origins separated by commas
      control.max-streams | 1000000 | 0 | control.max-streams must be 1 to 1000000, not 0
      ingest.memory | 512MiB | 1MiB | ingest.memory (1MiB) must be at least 51328KiB, to hold one fragment of ingest.max-fragment-size (50MiB)
      ingest.max-fragment-size | 50MiB | 1 | ingest.max-fragment-size must be 1KiB to 1GiB, not 1B
      ingest.max-fragment-duration | 20s | 0 | ingest.max-fragment-duration must be 1ms to 3600s, not 0
      ingest.max-tracks | 3 | 0 | ingest.max-tracks must be 1 to 100, not 0
      ingest.max-tags | 10 | many | ingest.max-tags is "many" in the given settings, but must be a whole number
      ingest.idle-timeout | 30s | 0 | ingest.idle-timeout must be 1ms to 3600s, not 0
      ingest.idle-ack-interval | 5s | 0 | ingest.idle-ack-interval must be 1ms to 3600s, not 0
      ingest.quiet-completion | 250ms | 0 | ingest.quiet-completion must be 1ms to 3600s, not 0
      ingest.strict-timecodes | false | yes | ingest.strict-timecodes is "yes" in the given settings, but must be true or false
      ingest.second-header | accept | drop | ingest.second-header is "drop" in the given settings, but must be accept or refuse
      ingest.missing-track | accept | drop | ingest.missing-track is "drop" in the given settings, but must be accept or refuse
      ingest.max-sessions-per-stream | 0 | -1 | ingest.max-sessions-per-stream must be 0 to 1000000, not -1
      ingest.max-session-duration | 0 | 366d | ingest.max-session-duration must be 0 to 31536000s, not 31622400s
      live.idle-timeout | 3s | 0 | live.idle-timeout must be 1ms to 3600s, not 0
      live.stall-timeout | 30s | 0 | live.stall-timeout must be 1ms to 3600s, not 0
      live.max-duration | 0 | 366d | live.max-duration must be 0 to 31536000s, not 31622400s
      live.max-readers-per-stream | 0 | -1 | live.max-readers-per-stream must be 0 to 1000000, not -1
      archive.max-readers-per-stream | 0 | -1 | archive.max-readers-per-stream must be 0 to 1000000, not -1
      archive.listing-delay | 0 | 2s | archive.listing-delay must be 0 to 1s, not 2s
      image.decoder | '' | '' | image.decoder is "" in the given settings, but must be a path
      image.decoders | 2 | 0 | image.decoders must be 1 to 1000, not 0
      image.decoder-memory | 1GiB | 1MiB | image.decoder-memory must be 256MiB to 1TiB, not 1MiB
      image.start-timeout | 30s | 0 | image.start-timeout must be 1ms to 3600s, not 0
      image.job-timeout | 30s | 0 | image.job-timeout must be 1ms to 3600s, not 0
      image.idle-timeout | 1m | 0 | image.idle-timeout must be 1ms to 3600s, not 0
      image.queue | 64 | 0 | image.queue must be 1 to 1000000, not 0
      image.queue-timeout | 30s | 0 | image.queue-timeout must be 1ms to 3600s, not 0
      image.memory | 96MiB | 1MiB | image.memory must be 32MiB to 1TiB, not 1MiB
      image.cache | 32MiB | all | image.cache is "all" in the given settings, but must be a size such as 256MiB
      image.earlier-fragment | accept | drop | image.earlier-fragment is "drop" in the given settings, but must be accept or refuse
      clip.max-fragments | 0 | -1 | clip.max-fragments must be 0 to 2147483647, not -1
      clip.max-size | 0 | all | clip.max-size is "all" in the given settings, but must be a size such as 256MiB
      playback.memory | 128MiB | 1MiB | playback.memory must be 32MiB to 1TiB, not 1MiB
      playback.reingestion-window | 5m | 2d | playback.reingestion-window must be 0 to 86400s, not 172800s
      playback.late-footage | accept | drop | playback.late-footage is "drop" in the given settings, but must be accept or refuse
      playback.annex-b | accept | drop | playback.annex-b is "drop" in the given settings, but must be accept or refuse
      playback.other-codecs | accept | drop | playback.other-codecs is "drop" in the given settings, but must be accept or refuse
      playback.early-start | accept | drop | playback.early-start is "drop" in the given settings, but must be accept or refuse
      quota.calls | false | yes | quota.calls is "yes" in the given settings, but must be true or false
      quota.players | false | yes | quota.players is "yes" in the given settings, but must be true or false
      quota.bandwidth | false | yes | quota.bandwidth is "yes" in the given settings, but must be true or false
      faults | '' | '' | faults is "" in the given settings, but must be a path
      faults.endpoint | false | yes | faults.endpoint is "yes" in the given settings, but must be true or false
      store.log-segment-size | 256MiB | 1KiB | store.log-segment-size must be 1MiB to 2147483647B, not 1KiB
      store.free-space-floor | 256MiB | all | store.free-space-floor is "all" in the given settings, but must be a size such as 256MiB
      store.reaper-interval | 60s | 0 | store.reaper-interval must be 1ms to 86400s, not 0
      """;

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = TABLE)
  void aBadValueStopsTheStartWithAMessageThatSaysWhatWouldBeRight(
      String key, String fallback, String badValue, String message) {
    assertThatThrownBy(() -> KinoraConfig.of(Map.of(key, badValue)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  @Test
  void theTableHoldsEveryKeyWithItsDefault() {
    var expected =
        TABLE
            .lines()
            .map(line -> line.split("\\s*\\|\\s*"))
            .map(cells -> cells[0].strip() + " = " + cells[1].replace("''", ""))
            .toList();
    var actual =
        KinoraConfig.KEYS.stream().map(key -> key.name() + " = " + key.fallback()).toList();
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void theDefaultsAreAConfiguration() {
    var config = KinoraConfig.of(Map.of());

    assertThat(config.listen().resolve().getPort()).isEqualTo(8484);
    assertThat(config.publicUrl()).isEmpty();
    assertThat(config.tls()).isEmpty();
    assertThat(config.auth()).isEqualTo(new AuthConfig.Open());
    assertThat(config.ingest().memory().octets()).isEqualTo(512L * 1024 * 1024);
    assertThat(config.http().allowedOrigins()).containsExactly("*");
  }

  @Test
  void aProfileChangesDefaultsAndNotWhatIsGiven() {
    var aws = KinoraConfig.of(Map.of("profile", "aws", "live.max-readers-per-stream", "7"));

    assertThat(aws.live().maxDuration()).isEqualTo(Duration.ofMinutes(45));
    assertThat(aws.live().maxReadersPerStream()).isEqualTo(7);
    assertThat(aws.live().idleTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(aws.ingest().maxSessionsPerStream()).isOne();
    assertThat(aws.control().maxStreams()).isEqualTo(10_000);
    assertThat(aws.archive().maxReadersPerStream()).isEqualTo(5);
    assertThat(aws.clip().maxFragments()).isEqualTo(200);
    assertThat(aws.clip().maxSize()).isEqualTo(ByteSize.ofMiB(100));
    assertThat(aws.playback().earlyStart()).isEqualTo(Leniency.REFUSE);
  }

  @Test
  void givenValuesReachTheRecords() {
    var config =
        KinoraConfig.of(
            Map.of(
                "public-url", "https://video.example/",
                "auth", "keys",
                "keys", "keys.json",
                "listen", "0.0.0.0:0",
                "http.allowed-origins", "https://a.example, https://b.example"));

    assertThat(config.publicUrl()).contains(URI.create("https://video.example"));
    assertThat(config.auth()).isEqualTo(new AuthConfig.Keys(Path.of("keys.json")));
    assertThat(config.http().allowedOrigins())
        .containsExactly("https://a.example", "https://b.example");
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0:8484", "[::]:8484", "192.0.2.1:8484"})
  void openAuthenticationIsRefusedBeyondLoopback(String listen) {
    assertThatThrownBy(() -> KinoraConfig.of(Map.of("listen", listen)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("set auth=keys and keys=FILE, or listen=127.0.0.1:8484");
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1:8484", "[::1]:8484", "localhost:8484", "127.9.9.9:0"})
  void openAuthenticationIsFineOnLoopback(String listen) {
    assertThat(KinoraConfig.of(Map.of("listen", listen)).listen()).hasToString(listen);
  }

  @Test
  void keysAuthenticationNeedsAFile() {
    assertThatThrownBy(() -> KinoraConfig.of(Map.of("auth", "keys")))
        .hasMessage("auth=keys needs keys=FILE with the access keys");
  }

  @ParameterizedTest
  @CsvSource({"1KiB, 192KiB", "64KiB, 192KiB", "100KiB, 256KiB", "1GiB, 1048704KiB"})
  void theLeastMemoryForAFragmentIsEnoughForThePoolAndNothingLessIs(String fragment, String least) {
    var size = ByteSize.parse(least);
    var config =
        KinoraConfig.of(Map.of("ingest.max-fragment-size", fragment, "ingest.memory", least));

    assertThat(new PagePool(size.octets(), config.ingest().maxFragmentSize().octets())).isNotNull();
    assertThatThrownBy(
            () ->
                KinoraConfig.of(
                    Map.of(
                        "ingest.max-fragment-size",
                        fragment,
                        "ingest.memory",
                        new ByteSize(size.octets() - 1).toString())))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("must be at least " + least);
  }

  @ParameterizedTest
  @CsvSource({"64MiB, 512", "512MiB, 576", "8GiB, 9216"})
  void allThatSessionsMayHoldInMemoryMayWaitForTheDisk(String memory, long queueMiB) {
    var config = KinoraConfig.of(Map.of("ingest.memory", memory));
    long pages = config.ingest().memory().octets() / PagePool.PAGE_BYTES;

    var queue = config.storeConfig().queue();

    assertThat(queue.maxBytes()).isEqualTo(queueMiB << 20);
    assertThat(queue.maxFragments()).isGreaterThanOrEqualTo((int) pages);
  }

  @Test
  void variablesAndOptionsFollowFromTheName() {
    var memory = Key.size("ingest.max-fragment-size", "1MiB", "");
    assertThat(memory.variable()).isEqualTo("KINORA_INGEST_MAX_FRAGMENT_SIZE");
    assertThat(memory.option()).isEqualTo("--ingest.max-fragment-size");
    assertThat(KinoraConfig.KEYS).extracting(Key::variable).doesNotHaveDuplicates();
  }
}
