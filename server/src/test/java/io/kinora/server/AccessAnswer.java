package io.kinora.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/// All that a server answers on a connection that says no more than one request.
record AccessAnswer(String head, String body) {
  static AccessAnswer to(TestServer server, byte[] request) throws IOException {
    try (var connection = server.connect()) {
      connection.send(request);
      connection.endOutput();
      var all = connection.rest();
      int end = all.indexOf("\r\n\r\n");
      assertThat(end).as(all).isPositive();
      return new AccessAnswer(all.substring(0, end), all.substring(end + 4));
    }
  }

  int status() {
    return Integer.parseInt(head.substring(9, 12));
  }
}
