package io.kinora.server.http;

import io.kinora.server.http.UploadRoute.Admission;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An upload that is admitted, takes everything, answers nothing, and remembers what happened to
/// it. Tests override what they are about.
class FakeUpload implements UploadSession {
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private volatile @Nullable UploadChannel channel;

  Admission admitted() {
    return new Admission.Admitted(this);
  }

  /// The next thing that happened; null if nothing did for long.
  final @Nullable String event() throws InterruptedException {
    return events.poll(10, TimeUnit.SECONDS);
  }

  final UploadChannel channel() {
    var opened = channel;
    if (opened == null) {
      throw new IllegalStateException("not opened");
    }
    return opened;
  }

  @Override
  public void opened(UploadChannel opened) {
    channel = opened;
  }

  @Override
  public boolean received(ByteBuffer octets) {
    return true;
  }

  @Override
  public boolean proceed() {
    return true;
  }

  @Override
  public void ended() {
    events.add("ended");
    channel().finish();
  }

  @Override
  public void unread(Duration time) {
    events.add("unread");
  }

  @Override
  public void disconnected() {
    events.add("disconnected");
  }
}
