package io.kinora.benchmarks.discard;

import io.kinora.server.Kinora;
import io.kinora.server.KinoraConfig;
import io.kinora.store.local.LocalStore;
import io.kinora.store.local.StoreConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// The server on a store that keeps no media: `DiscardServer DIRECTORY`. Says where it serves in
/// the words of `kinora serve --output=json`, and runs until it is killed.
public final class DiscardServer {
  private DiscardServer() {}

  public static void main(String[] words) throws IOException, InterruptedException {
    var data = Path.of(words[0]);
    var config = KinoraConfig.of(Map.of("listen", "127.0.0.1:0", "data", data.toString()));
    var store = new DiscardStore(LocalStore.open(StoreConfig.in(data)));
    try (var kinora = Kinora.start(config, store)) {
      System.out.println(
          """
          {"url":"%s"}\
          """
              .formatted(kinora.url()));
      kinora.awaitShutdown();
    }
  }
}
