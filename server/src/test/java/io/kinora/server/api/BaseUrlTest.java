package io.kinora.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.config.ArnScope;
import io.kinora.server.http.Headers;
import io.kinora.server.http.Request;
import io.kinora.server.http.RequestHead;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {
  private static final ArnScope ARNS = new ArnScope("aws", "us-east-1", "000000000000");

  @ParameterizedTest
  @CsvSource({
    "kinora.example:9000, http://kinora.example:9000",
    "kinora.example, http://kinora.example:8484",
    "127.0.0.1, http://127.0.0.1:8484",
    "127.0.0.1:80, http://127.0.0.1:80",
    "[::1], http://[::1]:8484",
    "[::1]:9000, http://[::1]:9000",
    "[2001:db8::7.7.7.7]:1, http://[2001:db8::7.7.7.7]:1"
  })
  void theUrlFollowsTheHostAndTheSocket(String host, String url) throws Exception {
    assertThat(url(null, host, "10.0.0.7", false)).isEqualTo(url);
  }

  @Test
  void theSchemeIsThatOfTheConnection() throws Exception {
    assertThat(url(null, "kinora.example", "10.0.0.7", true))
        .isEqualTo("https://kinora.example:8484");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "evil/path", "evil\"", "user@host", "host:port", "host:", "::1", "[x]"})
  void aHostThatIsNoneIsNotRepeated(String host) throws Exception {
    assertThat(url(null, host, "10.0.0.7", false)).isEqualTo("http://10.0.0.7:8484");
    assertThat(url(null, host, "::1", false)).isEqualTo("http://[0:0:0:0:0:0:0:1]:8484");
  }

  @Test
  void theConfiguredUrlGoesFirst() throws Exception {
    assertThat(url(URI.create("https://video.example/base"), "other", "10.0.0.7", false))
        .isEqualTo("https://video.example/base");
  }

  private static String url(@Nullable URI configured, String host, String local, boolean secure)
      throws UnknownHostException {
    var head =
        RequestHead.of(
            "POST", "/getDataEndpoint", new Headers(List.of(new Headers.Field("Host", host))));
    var address = new InetSocketAddress(InetAddress.ofLiteral(local), 8484);
    return BaseUrl.of(
        new ServiceIdentity(ARNS, configured),
        new Request(head, new byte[0], "id", address, secure));
  }
}
