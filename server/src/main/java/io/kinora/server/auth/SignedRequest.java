package io.kinora.server.auth;

import static io.kinora.server.auth.AuthenticationException.Reason.INCOMPLETE_SIGNATURE;
import static io.kinora.server.auth.AuthenticationException.Reason.MISSING_AUTHENTICATION_TOKEN;

import io.kinora.server.http.RequestHead;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The signature of a request and what it says about itself, in the `Authorization` field or in the
/// query. Well-formed, not verified.
///
/// @param scope the credential
/// @param signedHeaders names in lower case, strictly ascending
/// @param signature as received
/// @param time when it holds
/// @param sessionToken the token that came along
/// @param query the parameters of the request
record SignedRequest(
    CredentialScope scope,
    List<String> signedHeaders,
    String signature,
    SignatureTime time,
    @Nullable String sessionToken,
    QueryString query) {
  static final String ALGORITHM = "AWS4-HMAC-SHA256";

  /// Clients sign at most a dozen.
  static final int SIGNED_HEADERS_MAX = 64;

  private static final Pattern HEADER_NAMES = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z;-]+");

  static SignedRequest read(RequestHead head) throws AuthenticationException {
    var query = QueryString.parse(head.query());
    var authorization = head.headers().all("Authorization");
    if (query.isPresigned()) {
      if (!authorization.isEmpty()) {
        throw INCOMPLETE_SIGNATURE.because("Sign the header or the query, not both.");
      }
      return ofQuery(query);
    }
    if (authorization.isEmpty()) {
      throw MISSING_AUTHENTICATION_TOKEN.because("Missing Authentication Token");
    }
    if (authorization.size() > 1) {
      throw INCOMPLETE_SIGNATURE.because("There is more than one Authorization header.");
    }
    return ofHeader(authorization.getFirst(), head, query);
  }

  boolean isPresigned() {
    return query.isPresigned();
  }

  private static SignedRequest ofHeader(String authorization, RequestHead head, QueryString query)
      throws AuthenticationException {
    String[] schemeAndRest = authorization.strip().split("\\s+", 2);
    if (schemeAndRest.length < 2 || !schemeAndRest[0].equals(ALGORITHM)) {
      throw INCOMPLETE_SIGNATURE.because(
          "The Authorization header is not of type %s.".formatted(ALGORITHM));
    }
    var parts = new HashMap<String, String>();
    for (String part : schemeAndRest[1].split(",")) {
      int equals = part.indexOf('=');
      if (equals < 0
          || parts.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip())
              != null) {
        throw INCOMPLETE_SIGNATURE.because("The Authorization header is malformed.");
      }
    }
    var names = signedHeaders(require(parts, "SignedHeaders"));
    String dateField = head.headers().first("X-Amz-Date").isPresent() ? "x-amz-date" : "date";
    if (!names.contains(dateField)) {
      throw INCOMPLETE_SIGNATURE.because("The header X-Amz-Date or Date must be signed.");
    }
    String time =
        only(head, dateField)
            .orElseThrow(
                () -> INCOMPLETE_SIGNATURE.because("The header X-Amz-Date or Date is missing."));
    return new SignedRequest(
        CredentialScope.parse(require(parts, "Credential")),
        names,
        require(parts, "Signature"),
        SignatureTime.ofHeader(time),
        only(head, "X-Amz-Security-Token").orElse(null),
        query);
  }

  private static SignedRequest ofQuery(QueryString query) throws AuthenticationException {
    var parts = new HashMap<String, String>();
    for (var parameter : query.parameters()) {
      if (parameter.isSignature() && parts.put(parameter.name(), parameter.value()) != null) {
        throw INCOMPLETE_SIGNATURE.because("A parameter of the signature is given twice.");
      }
    }
    if (!require(parts, "X-Amz-Algorithm").equals(ALGORITHM)) {
      throw INCOMPLETE_SIGNATURE.because("X-Amz-Algorithm must be %s.".formatted(ALGORITHM));
    }
    return new SignedRequest(
        CredentialScope.parse(require(parts, "X-Amz-Credential")),
        signedHeaders(require(parts, "X-Amz-SignedHeaders")),
        require(parts, "X-Amz-Signature"),
        SignatureTime.ofQuery(require(parts, "X-Amz-Date"), require(parts, "X-Amz-Expires")),
        parts.get("X-Amz-Security-Token"),
        query);
  }

  private static List<String> signedHeaders(String joined) throws AuthenticationException {
    var names = List.of(joined.split(";", SIGNED_HEADERS_MAX + 1));
    if (names.size() > SIGNED_HEADERS_MAX || !HEADER_NAMES.matcher(joined).matches()) {
      throw INCOMPLETE_SIGNATURE.because(
          "SignedHeaders must be at most %d names in lower case.".formatted(SIGNED_HEADERS_MAX));
    }
    for (int i = 1; i < names.size(); i++) {
      if (names.get(i - 1).compareTo(names.get(i)) >= 0) {
        throw INCOMPLETE_SIGNATURE.because("SignedHeaders must be sorted.");
      }
    }
    if (!names.contains("host")) {
      throw INCOMPLETE_SIGNATURE.because("The header Host must be signed.");
    }
    return names;
  }

  private static String require(Map<String, String> parts, String name)
      throws AuthenticationException {
    String value = parts.get(name);
    if (value == null || value.isEmpty()) {
      throw INCOMPLETE_SIGNATURE.because("The signature has no %s.".formatted(name));
    }
    return value;
  }

  /// The value of a field that may be there once.
  private static Optional<String> only(RequestHead head, String field)
      throws AuthenticationException {
    var values = head.headers().all(field);
    if (values.size() > 1) {
      throw INCOMPLETE_SIGNATURE.because("There is more than one header %s.".formatted(field));
    }
    return values.stream().findFirst().map(String::strip);
  }
}
