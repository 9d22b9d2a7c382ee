package io.kinora.server.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// What clients may call the server: a certificate holds for these names only.
///
/// @param addresses IP addresses in text form
public record ServerNames(TreeSet<String> hosts, TreeSet<String> addresses) {
  /// The names of the moment: loopback, this machine's name, the addresses that are listened on,
  /// the host of the public URL, and what the operator names.
  public static ServerNames now(InetAddress listen, Optional<URI> publicUrl, List<String> more) {
    var names = new ServerNames(new TreeSet<>(), new TreeSet<>());
    var all = new ArrayList<String>(List.of("localhost", "127.0.0.1", "::1"));
    all.addAll(more);
    publicUrl.map(URI::getHost).ifPresent(all::add);
    if (listen.isAnyLocalAddress()) {
      all.addAll(ofThisMachine());
    } else {
      all.add(listen.getHostAddress());
    }
    all.forEach(names::add);
    return names;
  }

  private void add(String text) {
    var bare = text.replaceFirst("^\\[(.*)]$", "$1");
    try {
      addresses.add(InetAddress.ofLiteral(bare).getHostAddress());
    } catch (IllegalArgumentException _) {
      hosts.add(bare);
    }
  }

  private static List<String> ofThisMachine() {
    try {
      var names = new ArrayList<String>();
      names.add(InetAddress.getLocalHost().getHostName());
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          // Addresses of one link need its name, which no certificate can hold.
          .filter(address -> !address.isLinkLocalAddress())
          .map(InetAddress::getHostAddress)
          .forEach(names::add);
      return names;
    } catch (IOException failure) {
      throw new UncheckedIOException("the addresses of this machine cannot be found", failure);
    }
  }
}
