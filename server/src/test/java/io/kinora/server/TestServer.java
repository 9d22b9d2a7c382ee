package io.kinora.server;

import io.kinora.store.FragmentStore;
import io.kinora.store.local.LocalStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/// A whole server in this process, on a free port, with its store in a directory of the test.
public final class TestServer implements AutoCloseable {
  private final Kinora kinora;
  private final HttpClient client = HttpClient.newHttpClient();

  private TestServer(Kinora kinora) {
    this.kinora = kinora;
  }

  /// @param settings keys and values that differ from the defaults
  public static TestServer start(Path data, Map<String, String> settings) throws IOException {
    return new TestServer(Kinora.start(config(data, settings)));
  }

  /// @param front puts something of the test's choice in front of the store
  public static TestServer start(
      Path data, Map<String, String> settings, UnaryOperator<FragmentStore> front)
      throws IOException {
    var config = config(data, settings);
    var store = LocalStore.open(config.storeConfig());
    return new TestServer(Kinora.start(config, front.apply(store)));
  }

  /// @param quotaNanos the clock of the quotas
  public static TestServer start(Path data, Map<String, String> settings, LongSupplier quotaNanos)
      throws IOException {
    var config = config(data, settings);
    return new TestServer(Kinora.start(config, LocalStore.open(config.storeConfig()), quotaNanos));
  }

  private static KinoraConfig config(Path data, Map<String, String> settings) {
    var all = new HashMap<>(settings);
    all.put("listen", "127.0.0.1:0");
    all.put("data", data.toString());
    all.putIfAbsent("store.free-space-floor", "1MiB");
    return KinoraConfig.of(all);
  }

  public static TestServer start(Path data) throws IOException {
    return start(data, Map.of());
  }

  public URI url() {
    return kinora.url();
  }

  public RawConnection connect() throws IOException {
    return RawConnection.to(new InetSocketAddress(url().getHost(), url().getPort()));
  }

  /// Calls a JSON operation.
  public HttpResponse<String> call(String operation, String json) throws Exception {
    return client.send(request(operation, json), BodyHandlers.ofString());
  }

  /// Gets what is at a path and query of this server, or at a whole URL.
  public HttpResponse<String> get(String target) throws Exception {
    var request = HttpRequest.newBuilder(url().resolve(target)).build();
    return client.send(request, BodyHandlers.ofString());
  }

  /// Calls an operation that streams, to the end of its stream.
  public HttpResponse<byte[]> stream(String operation, String json) throws Exception {
    return client.send(request(operation, json), BodyHandlers.ofByteArray());
  }

  private HttpRequest request(String operation, String json) {
    return HttpRequest.newBuilder(url().resolve("/" + operation))
        .POST(BodyPublishers.ofString(json))
        .build();
  }

  /// Creates a stream and returns its ARN.
  public String createStream(String name, int retentionHours) throws Exception {
    var answer =
        call(
            "createStream",
            "{\"StreamName\":\"%s\",\"DataRetentionInHours\":%d}".formatted(name, retentionHours));
    if (answer.statusCode() != 200) {
      throw new IOException(answer.body());
    }
    return answer.body().substring(14, answer.body().length() - 2);
  }

  /// Begins a PutMedia request with ABSOLUTE timecodes; the head of its response has been read.
  public RawConnection putMedia(String stream) throws IOException {
    var connection = connect();
    connection.sendPutMedia(stream);
    connection.head();
    return connection;
  }

  @Override
  public void close() {
    client.close();
    kinora.close();
  }
}
