package io.kinora.server.auth;

import static io.kinora.server.auth.AuthenticationException.Reason.INCOMPLETE_SIGNATURE;
import static io.kinora.server.auth.AuthenticationException.Reason.INVALID_SIGNATURE;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// When a signature holds.
///
/// @param signedAt when it was made, by the client's clock
/// @param validFor how long it holds; absent in the header form, where only clock skew is forgiven
record SignatureTime(Instant signedAt, @Nullable Duration validFor) {
  /// How far the clocks of client and server may be apart.
  static final Duration SKEW_MAX = Duration.ofMinutes(5);

  /// How long a pre-signed request may hold.
  static final Duration VALIDITY_MAX = Duration.ofDays(7);

  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");

  static SignatureTime ofHeader(String time) throws AuthenticationException {
    return new SignatureTime(instant(time), null);
  }

  static SignatureTime ofQuery(String time, String expires) throws AuthenticationException {
    long seconds = SECONDS.matcher(expires).matches() ? Long.parseLong(expires) : 0;
    if (seconds < 1 || seconds > VALIDITY_MAX.toSeconds()) {
      throw INCOMPLETE_SIGNATURE.because(
          "X-Amz-Expires must be from 1 to %d seconds.".formatted(VALIDITY_MAX.toSeconds()));
    }
    return new SignatureTime(instant(time), Duration.ofSeconds(seconds));
  }

  /// The form that is signed: `20261121T081228Z`.
  String basic() {
    return BASIC.format(signedAt);
  }

  /// Throws unless the signature holds now and was made on the day of its scope.
  void check(CredentialScope scope, Instant now) throws AuthenticationException {
    if (!basic().startsWith(scope.date())) {
      throw INVALID_SIGNATURE.because(
          "The date in the credential scope does not match the date of the request.");
    }
    var earliest = now.minus(SKEW_MAX);
    var latest = now.plus(SKEW_MAX);
    if (signedAt.isAfter(latest)) {
      throw INVALID_SIGNATURE.because(
          "Signature not yet current: %s is still later than %s (%s + 5 min.)"
              .formatted(basic(), BASIC.format(latest), BASIC.format(now)));
    }
    if (validFor == null && signedAt.isBefore(earliest)) {
      throw INVALID_SIGNATURE.because(
          "Signature expired: %s is now earlier than %s (%s - 5 min.)"
              .formatted(basic(), BASIC.format(earliest), BASIC.format(now)));
    }
    if (validFor != null && signedAt.plus(validFor).isBefore(now)) {
      throw INVALID_SIGNATURE.because(
          "Signature expired: %s is now earlier than %s"
              .formatted(BASIC.format(signedAt.plus(validFor)), BASIC.format(now)));
    }
  }

  private static Instant instant(String time) throws AuthenticationException {
    try {
      var format = time.endsWith("Z") ? BASIC : DateTimeFormatter.RFC_1123_DATE_TIME;
      return format.parse(time, Instant::from);
    } catch (DateTimeException _) {
      throw INCOMPLETE_SIGNATURE.because("The date of the signature is not readable.");
    }
  }
}
