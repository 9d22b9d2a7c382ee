package io.kinora.server.auth;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The parameters of a request target, decoded, in the order of arrival.
///
/// What the signature covers and what the operation reads both come from here, so they cannot
/// differ.
public record QueryString(List<Parameter> parameters) {
  /// One parameter.
  public record Parameter(String name, String value) {
    /// Whether it belongs to the signature rather than to the operation.
    public boolean isSignature() {
      return name.toLowerCase(Locale.ROOT).startsWith("x-amz-");
    }
  }

  public QueryString {
    parameters = List.copyOf(parameters);
  }

  /// Splits a raw query. A percent sign that begins no octet stands for itself, as does a plus.
  public static QueryString parse(String raw) {
    var parameters = new ArrayList<Parameter>();
    for (String pair : raw.split("&")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        parameters.add(
            equals < 0
                ? new Parameter(decode(pair), "")
                : new Parameter(
                    decode(pair.substring(0, equals)), decode(pair.substring(equals + 1))));
      }
    }
    return new QueryString(parameters);
  }

  /// Whether the request is authenticated by its query instead of by a header.
  public boolean isPresigned() {
    return has("X-Amz-Algorithm") || has("X-Amz-Credential") || has("X-Amz-Signature");
  }

  /// Whether anything in it belongs to the operation.
  public boolean hasMembers() {
    return parameters.stream().anyMatch(parameter -> !parameter.isSignature());
  }

  /// The value of the first parameter of that name.
  public Optional<String> first(String name) {
    for (var parameter : parameters) {
      if (parameter.name().equals(name)) {
        return Optional.of(parameter.value());
      }
    }
    return Optional.empty();
  }

  private boolean has(String name) {
    return parameters.stream().anyMatch(parameter -> parameter.name().equals(name));
  }

  private static String decode(String encoded) {
    if (isPlain(encoded)) {
      return encoded;
    }
    // The front end gives one character an octet.
    byte[] octets = encoded.getBytes(StandardCharsets.ISO_8859_1);
    var decoded = new ByteArrayOutputStream(octets.length);
    for (int i = 0; i < octets.length; i++) {
      int high = i + 2 < octets.length ? Character.digit(octets[i + 1], 16) : -1;
      int low = i + 2 < octets.length ? Character.digit(octets[i + 2], 16) : -1;
      if (octets[i] == '%' && high >= 0 && low >= 0) {
        decoded.write(high << 4 | low);
        i += 2;
      } else {
        decoded.write(octets[i]);
      }
    }
    return decoded.toString(StandardCharsets.UTF_8);
  }

  /// Whether it stands for itself, as tokens and numbers do.
  private static boolean isPlain(String encoded) {
    for (int i = 0; i < encoded.length(); i++) {
      char octet = encoded.charAt(i);
      if (octet == '%' || octet > 0x7f) {
        return false;
      }
    }
    return true;
  }
}
