package io.kinora.server.api;

import io.kinora.server.http.Request;
import java.util.regex.Pattern;

/// The URL at which a client reaches this server: scheme, host and port, no slash at the end.
///
/// Where nothing is configured it follows the request. C and Java producers send `Host` without the
/// port they connected to, so a missing port is taken from the socket. Behind a proxy or a port
/// mapping that guess is wrong: configure the URL there.
public final class BaseUrl {
  /// A host name or an address, perhaps with a port. Anything else is not repeated to anybody.
  private static final Pattern HOST =
      Pattern.compile("([a-zA-Z0-9._-]{1,255}|\\[[0-9a-fA-F:.]{2,45}])(:[0-9]{1,5})?");

  private BaseUrl() {}

  /// The base URL for the client of this request.
  public static String of(ServiceIdentity identity, Request request) {
    if (identity.publicUrl() != null) {
      return identity.publicUrl().toString();
    }
    String scheme = request.secure() ? "https" : "http";
    var host = HOST.matcher(request.head().headers().first("Host").orElse("").strip());
    if (!host.matches()) {
      return scheme + "://" + local(request) + ":" + request.local().getPort();
    }
    return host.group(2) != null
        ? scheme + "://" + host.group()
        : scheme + "://" + host.group() + ":" + request.local().getPort();
  }

  private static String local(Request request) {
    String address = request.local().getAddress().getHostAddress();
    int zone = address.indexOf('%');
    String plain = zone < 0 ? address : address.substring(0, zone);
    return plain.contains(":") ? "[" + plain + "]" : plain;
  }
}
