package io.kinora.server.quota;

import io.kinora.server.config.Key;
import io.kinora.server.config.Settings;
import java.util.List;

/// Which quotas of AWS hold.
///
/// @param calls those of operations, by account and by stream
/// @param players those of the URLs of streaming sessions, by session
/// @param bandwidth those of media that is sent and received, by connection
public record QuotaConfig(boolean calls, boolean players, boolean bandwidth) {
  private static final Key<Boolean> CALLS =
      Key.flag(
              "quota.calls",
              false,
              "Whether operations have the quotas of AWS: calls a second, streaming sessions begun"
                  + " a second, and fragments listed and read a second.")
          .inAws("true");
  private static final Key<Boolean> PLAYERS =
      Key.flag(
              "quota.players",
              false,
              "Whether players have the quotas of AWS: requests a second of one session.")
          .inAws("true");

  private static final Key<Boolean> BANDWIDTH =
      Key.flag(
              "quota.bandwidth",
              false,
              "Whether media passes as fast as in AWS: octets and fragments a second of one"
                  + " connection.")
          .inAws("true");

  /// The keys of this record.
  public static final List<Key<?>> KEYS = List.of(CALLS, PLAYERS, BANDWIDTH);

  /// Reads the keys.
  public static QuotaConfig from(Settings settings) {
    return new QuotaConfig(settings.get(CALLS), settings.get(PLAYERS), settings.get(BANDWIDTH));
  }
}
