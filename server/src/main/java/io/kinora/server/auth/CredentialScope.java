package io.kinora.server.auth;

import static io.kinora.server.auth.AuthenticationException.Reason.INCOMPLETE_SIGNATURE;

import java.util.regex.Pattern;

/// What a signature is good for.
///
/// @param accessKeyId the key it was made with
/// @param date eight digits
/// @param region whatever the client is configured with
/// @param service must be `kinesisvideo`
/// @param terminator must be `aws4_request`
record CredentialScope(
    String accessKeyId, String date, String region, String service, String terminator) {
  private static final Pattern SYNTAX =
      Pattern.compile("([\\w+=.@-]{1,128})/([0-9]{8})/([a-z0-9-]{1,64})/([^/]{1,64})/([^/]{1,64})");

  static CredentialScope parse(String credential) throws AuthenticationException {
    var parts = SYNTAX.matcher(credential);
    if (!parts.matches()) {
      throw INCOMPLETE_SIGNATURE.because(
          "The credential is not of the form key/date/region/service/aws4_request.");
    }
    return new CredentialScope(
        parts.group(1), parts.group(2), parts.group(3), parts.group(4), parts.group(5));
  }

  /// The scope without the key, as it is signed.
  String text() {
    return date + "/" + region + "/" + service + "/" + terminator;
  }
}
