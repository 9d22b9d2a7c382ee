package io.kinora.conformance.browser;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/// A web site that embeds players, on another origin than the server that it plays from.
final class PlayerPages implements AutoCloseable {
  private final HttpServer http;

  PlayerPages() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    http.createContext("/", PlayerPages::serve);
    http.start();
  }

  /// The address of a page on which `library` plays all `sessions` at once.
  String address(String library, List<String> sessions) {
    return "http://127.0.0.1:%d/page.html?library=%s&%s"
        .formatted(
            http.getAddress().getPort(),
            library,
            sessions.stream()
                .map(url -> "url=" + URLEncoder.encode(url, StandardCharsets.UTF_8))
                .collect(Collectors.joining("&")));
  }

  @Override
  public void close() {
    http.stop(0);
  }

  private static void serve(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    try (exchange;
        var file = PlayerPages.class.getResourceAsStream("/players" + path)) {
      if (file == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      var type = path.endsWith(".html") ? "text/html" : "text/javascript";
      exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
      exchange.sendResponseHeaders(200, 0);
      file.transferTo(exchange.getResponseBody());
    }
  }
}
