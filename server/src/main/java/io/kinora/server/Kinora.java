package io.kinora.server;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;

/// The whole server, wired.
public final class Kinora implements AutoCloseable {
  private final KinoraConfig config;
  private final CountDownLatch closed = new CountDownLatch(1);

  private Kinora(KinoraConfig config) {
    this.config = config;
  }

  public static Kinora start(KinoraConfig config) throws IOException {
    return new Kinora(config);
  }

  public URI url() {
    return URI.create("http://" + config.listen());
  }

  public void awaitShutdown() throws InterruptedException {
    closed.await();
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
