package io.kinora.images;

import io.kinora.server.Kinora;
import io.kinora.server.KinoraConfig;
import io.kinora.server.config.Leniency;
import io.kinora.server.image.Images;
import io.kinora.server.playback.StreamHeaders;
import io.kinora.store.FragmentStore;
import io.kinora.store.local.LocalStore;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/// A server with the packaged decoder, and one stream, `cam`.
final class ImageServer implements AutoCloseable {
  /// When footage begins, epoch seconds.
  static final long START_S = 1_700_000_000;

  private static final Pattern ENTRY =
      Pattern.compile(
          "\\{\"TimeStamp\":([0-9.]+),\"(Error|ImageContent)\":\"([A-Za-z0-9+/=_]*)\"}");
  private static final Pattern TOKEN = Pattern.compile("\"NextToken\":\"([^\"]+)\"");

  private final FragmentStore store;
  private final Kinora kinora;
  private final Images images;
  private final HttpClient client = HttpClient.newHttpClient();

  private ImageServer(KinoraConfig config) throws IOException {
    store = LocalStore.open(config.storeConfig());
    kinora = Kinora.start(config, store);
    images =
        new Images(
            store,
            new StreamHeaders(Leniency.ACCEPT),
            config.image(),
            config.data().resolve("decoder"));
  }

  static ImageServer start(Path data, Map<String, String> settings) throws Exception {
    var all = new HashMap<>(settings);
    all.put("listen", "127.0.0.1:0");
    all.put("data", data.toString());
    all.put("store.free-space-floor", "1MiB");
    var server = new ImageServer(KinoraConfig.of(all));
    server.call("createStream", "{\"StreamName\":\"cam\",\"DataRetentionInHours\":24}");
    return server;
  }

  /// Stores footage as if it had begun at [#START_S].
  void put(Path footage) throws Exception {
    var request =
        HttpRequest.newBuilder(kinora.url().resolve("/putMedia"))
            .header("x-amzn-stream-name", "cam")
            .header("x-amzn-fragment-timecode-type", "RELATIVE")
            .header("x-amzn-producer-start-timestamp", Long.toString(START_S))
            .POST(BodyPublishers.ofInputStream(() -> open(footage)))
            .build();
    // Of its own: a client in use again may meet a connection that a producer's session ended.
    String acks;
    try (var producer = HttpClient.newHttpClient()) {
      acks = producer.send(request, BodyHandlers.ofString()).body();
    }
    if (!acks.contains("PERSISTED") || acks.contains("ERROR")) {
      throw new IOException("acknowledgements " + acks);
    }
  }

  private static InputStream open(Path file) {
    try {
      return Files.newInputStream(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// One entry of an answer.
  ///
  /// @param content octets of the image, or none
  record Entry(long timeMs, String error, byte[] content) {
    BufferedImage image() throws IOException {
      if (!error.isEmpty()) {
        throw new AssertionError(error + " at " + timeMs);
      }
      var image = ImageIO.read(new ByteArrayInputStream(content));
      if (image == null) {
        throw new AssertionError("not an image: " + content.length + " octets");
      }
      return image;
    }

    int frame() throws IOException {
      return Footage.frame(image());
    }
  }

  /// An answer of GetImages.
  record Answer(List<Entry> entries, String token) {
    List<String> errors() {
      return entries.stream().map(Entry::error).toList();
    }

    List<Integer> frames() throws IOException {
      var frames = new ArrayList<Integer>();
      for (var entry : entries) {
        frames.add(entry.frame());
      }
      return frames;
    }
  }

  /// Asks for images of `cam` by the producer's clock.
  ///
  /// @param fromMs after the start of the footage
  /// @param more members, each after a comma
  Answer images(long fromMs, long toMs, String more) throws Exception {
    String range =
        "\"StartTimestamp\":%s,\"EndTimestamp\":%s"
            .formatted(seconds(START_S * 1000 + fromMs), seconds(START_S * 1000 + toMs));
    String format = more.contains("\"Format\"") ? "" : ",\"Format\":\"PNG\"";
    String body =
        call(
            "getImages",
            "{\"StreamName\":\"cam\",\"ImageSelectorType\":\"PRODUCER_TIMESTAMP\","
                + range
                + format
                + more
                + "}");
    var entries = new ArrayList<Entry>();
    var found = ENTRY.matcher(body);
    while (found.find()) {
      boolean error = found.group(2).equals("Error");
      long timeMs = new BigDecimal(found.group(1)).movePointRight(3).longValueExact();
      entries.add(
          new Entry(
              timeMs - START_S * 1000,
              error ? found.group(3) : "",
              error ? new byte[0] : Base64.getDecoder().decode(found.group(3))));
    }
    var token = TOKEN.matcher(body);
    return new Answer(entries, token.find() ? token.group(1) : "");
  }

  /// What the console shows of the stream.
  Optional<byte[]> preview(int width) throws IOException {
    var stream = store.streams().find("cam").orElseThrow();
    return images.preview(stream, width, System.currentTimeMillis());
  }

  private static String seconds(long ms) {
    return BigDecimal.valueOf(ms, 3).toPlainString();
  }

  String call(String operation, String json) throws Exception {
    var request =
        HttpRequest.newBuilder(kinora.url().resolve("/" + operation))
            .POST(BodyPublishers.ofString(json))
            .build();
    var response = client.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  @Override
  public void close() {
    client.close();
    images.close();
    kinora.close();
  }
}
