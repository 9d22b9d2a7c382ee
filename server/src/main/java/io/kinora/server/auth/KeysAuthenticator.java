package io.kinora.server.auth;

import static io.kinora.server.auth.AuthenticationException.Reason.INVALID_SIGNATURE;
import static io.kinora.server.auth.AuthenticationException.Reason.UNRECOGNIZED_CLIENT;

import io.kinora.server.config.ArnScope;
import io.kinora.server.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Lets in who signs with a known key: AWS Signature Version 4 over the request as received.
final class KeysAuthenticator implements Authenticator {
  private static final String SERVICE = "kinesisvideo";
  private static final String TERMINATOR = "aws4_request";

  private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
  private static final String EMPTY_HASH = Hashes.sha256Hex(new byte[0]);
  private static final String MISMATCH =
      "The request signature we calculated does not match the signature you provided. Check your"
          + " AWS Secret Access Key and signing method. Consult the service documentation for"
          + " details.";
  private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{64}");

  private final Supplier<KeyRing.Keys> keys;
  private final TemporaryCredentials temporary;
  private final ArnScope arns;
  private final InstantSource clock;
  private final SigningKeys signingKeys = new SigningKeys();

  /// @param keys who is known now
  /// @param temporary knows the credentials that were issued for keys
  /// @param arns the account that callers belong to
  /// @param clock against which signatures and credentials expire
  KeysAuthenticator(
      Supplier<KeyRing.Keys> keys,
      TemporaryCredentials temporary,
      ArnScope arns,
      InstantSource clock) {
    this.keys = keys;
    this.temporary = temporary;
    this.arns = arns;
    this.clock = clock;
  }

  @Override
  public Caller authenticate(RequestHead head, PayloadHash payload) throws AuthenticationException {
    var signed = SignedRequest.read(head);
    var scope = signed.scope();
    checkScope(scope);
    var now = clock.instant();
    var key = knownKey(signed, now);
    signed.time().check(scope, now);
    verify(head, signed, key, payload);
    return Caller.of(key, scope.region(), arns);
  }

  private static void checkScope(CredentialScope scope) throws AuthenticationException {
    if (!scope.service().equals(SERVICE)) {
      throw INVALID_SIGNATURE.because(
          "Credential should be scoped to correct service: '%s'.".formatted(SERVICE));
    }
    if (!scope.terminator().equals(TERMINATOR)) {
      throw INVALID_SIGNATURE.because(
          "Credential should be scoped with a valid terminator: '%s'.".formatted(TERMINATOR));
    }
  }

  private AccessKey knownKey(SignedRequest signed, Instant now) throws AuthenticationException {
    var known = keys.get();
    String id = signed.scope().accessKeyId();
    String token = signed.sessionToken();
    var key = known.find(id);
    if (key.isEmpty() && token != null) {
      key = temporary.open(known, id, token, now);
    }
    return key.filter(each -> sameToken(each.sessionToken(), token))
        .orElseThrow(
            () ->
                UNRECOGNIZED_CLIENT.because(
                    "The security token included in the request is invalid."));
  }

  private void verify(RequestHead head, SignedRequest signed, AccessKey key, PayloadHash payload)
      throws AuthenticationException {
    byte[] signingKey = signingKeys.derive(key, signed.scope());
    String canonical = CanonicalRequest.of(head, signed);
    for (String payloadHash : payloadHashes(head, signed, payload)) {
      String toSign =
          SignedRequest.ALGORITHM
              + "\n"
              + signed.time().basic()
              + "\n"
              + signed.scope().text()
              + "\n"
              + Hashes.sha256Hex((canonical + payloadHash).getBytes(StandardCharsets.ISO_8859_1));
      String signature = HexFormat.of().formatHex(Hashes.hmac(signingKey, toSign));
      if (same(signature, signed.signature())) {
        return;
      }
    }
    throw INVALID_SIGNATURE.because(MISMATCH);
  }

  /// What the client may have signed in place of the body's hash, likeliest first.
  private static Set<String> payloadHashes(
      RequestHead head, SignedRequest signed, PayloadHash payload) throws AuthenticationException {
    var hashes = new LinkedHashSet<String>();
    var declared = head.headers().first("x-amz-content-sha256").map(String::strip);
    // Taken literally whether it is a signed header or not, and whatever it says about framing.
    declared.ifPresent(hashes::add);
    switch (payload) {
      case PayloadHash.NotRead() -> {
        hashes.add(EMPTY_HASH);
        hashes.add(UNSIGNED);
      }
      case PayloadHash.OfBody(byte[] body) -> {
        String actual = Hashes.sha256Hex(body);
        if (declared.filter(text -> isHashOtherThan(actual, text)).isPresent()) {
          throw INVALID_SIGNATURE.because(MISMATCH);
        }
        // Most sign no body and have all members in the query, which count alone then. Without any
        // there a body is used that this signature need not cover.
        if (signed.isPresigned()) {
          hashes.add(EMPTY_HASH);
          hashes.add(actual);
          hashes.add(UNSIGNED);
        } else if (declared.isEmpty()) {
          hashes.add(actual);
        }
      }
    }
    return hashes;
  }

  private static boolean isHashOtherThan(String actual, String declared) {
    return HASH.matcher(declared).matches() && !declared.equalsIgnoreCase(actual);
  }

  private static boolean sameToken(@Nullable String expected, @Nullable String given) {
    return (expected == null || given == null)
        ? Objects.equals(expected, given)
        : same(expected, given);
  }

  /// Compares in a time that tells nothing about where the two differ.
  private static boolean same(String expected, String given) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }
}
