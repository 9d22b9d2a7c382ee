package io.kinora.server.config;

import java.util.List;
import java.util.regex.Pattern;

/// What all ARNs of this server have in common.
///
/// @param partition `aws`, or another lower-case word
/// @param region the region of callers that sign for none
/// @param account twelve digits
public record ArnScope(String partition, String region, String account) {
  private static final Key<String> REGION =
      Key.text(
          "region",
          "us-east-1",
          "a region name",
          "Region in ARNs, for callers that sign for none.");
  private static final Key<String> ACCOUNT =
      Key.text("account", "000000000000", "twelve digits", "Account in ARNs.");
  private static final Key<String> PARTITION =
      Key.text("partition", "aws", "a partition name", "Partition in ARNs.");

  /// The keys of this record.
  public static final List<Key<?>> KEYS = List.of(REGION, ACCOUNT, PARTITION);

  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final Pattern TWELVE_DIGITS = Pattern.compile("\\d{12}");

  public ArnScope {
    require(PARTITION, WORD, partition);
    require(REGION, WORD, region);
    require(ACCOUNT, TWELVE_DIGITS, account);
  }

  /// Reads the keys.
  public static ArnScope from(Settings settings) {
    return new ArnScope(settings.get(PARTITION), settings.get(REGION), settings.get(ACCOUNT));
  }

  private static void require(Key<String> key, Pattern pattern, String value) {
    if (!pattern.matcher(value).matches()) {
      throw new ConfigException(
          "%s must be %s, not \"%s\"".formatted(key.name(), key.form(), value));
    }
  }
}
