package io.kinora.server.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/// A host and a port, written `127.0.0.1:8484`, `[::1]:8484` or `camera.example:8484`.
///
/// @param host a name or an address, IPv6 without brackets
/// @param port 0 to 65,535; 0 lets the system choose
public record HostPort(String host, int port) {
  private static final Pattern TEXT =
      Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^\\[\\]:\\s/]+)):(\\d{1,5})");

  public HostPort {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("a port is 0 to 65535: " + port);
    }
  }

  /// Reads the written form.
  ///
  /// @throws IllegalArgumentException if the text is none
  public static HostPort parse(String text) {
    var match = TEXT.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException("not host:port: " + text);
    }
    String host = match.group(1) != null ? match.group(1) : match.group(2);
    return new HostPort(host, Integer.parseInt(match.group(3)));
  }

  /// The address to bind to; looks a name up.
  ///
  /// @throws ConfigException if the name has no address
  public InetSocketAddress resolve() {
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException unknown) {
      throw new ConfigException("the host name " + host + " has no address here");
    }
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
