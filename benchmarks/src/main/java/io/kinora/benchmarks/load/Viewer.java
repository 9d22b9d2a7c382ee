package io.kinora.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// One player of a live media playlist, on one connection. After a failure it comes again a second
/// later, as players do.
final class Viewer implements EventLoop.Connection, ResponseReader.Body {
  private static final long AGAIN_NS = 1_000_000_000;

  /// Told about progress.
  interface Observer {
    /// A plain reload has been answered.
    void reloaded(long durationNs);

    /// A playlist was read with low latency that reaches farther than the one before.
    ///
    /// @param position how far: the same text for all viewers
    void advanced(String position);

    /// A part or a segment has arrived.
    void fetched(long octets, long durationNs);

    /// A part is gone with its fragment, which the camera never ended.
    void vanished();

    /// A request was refused, or the connection lost.
    void failed(String why);
  }

  private final EventLoop loop;
  private final InetSocketAddress address;
  private final URI url;
  private final String path;
  private final boolean lowLatency;
  private final Observer observer;
  private final ArrayDeque<String> wanted = new ArrayDeque<>();
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private LivePlaylist playlist = LivePlaylist.NONE;
  private @Nullable SelectionKey key;
  private ResponseReader response = new ResponseReader(this);
  private ByteBuffer request = ByteBuffer.allocate(0);
  private boolean reloading;
  private long sentNs;
  private long octets;

  /// @param path of the media playlist, with its query
  Viewer(
      EventLoop loop,
      InetSocketAddress address,
      URI url,
      String path,
      boolean lowLatency,
      Observer observer) {
    this.loop = loop;
    this.address = address;
    this.url = url;
    this.path = path + "&LowLatency=" + (lowLatency ? "YES" : "NO");
    this.lowLatency = lowLatency;
    this.observer = observer;
  }

  void connect() {
    try {
      playlist = LivePlaylist.NONE;
      wanted.clear();
      key = loop.connect(address, this);
      prepare(path, true);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void prepare(String target, boolean reload) {
    reloading = reload;
    response = new ResponseReader(this);
    request = ByteBuffer.wrap(GetSession.get(url, target));
    text.reset();
    octets = 0;
    sentNs = System.nanoTime();
  }

  private void ask(String target, boolean reload) throws IOException {
    prepare(target, reload);
    writable();
  }

  @Override
  public void writable() throws IOException {
    var at = key;
    if (at == null) {
      return;
    }
    ((SocketChannel) at.channel()).write(request);
    at.interestOps(
        request.hasRemaining()
            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
            : SelectionKey.OP_READ);
  }

  @Override
  public void octets(ByteBuffer piece) {
    octets += piece.remaining();
    if (reloading) {
      text.writeBytes(UTF_8.decode(piece).toString().getBytes(UTF_8));
    }
  }

  @Override
  public void arrived(ByteBuffer piece) throws IOException {
    try {
      response.feed(piece);
    } catch (LoadException refused) {
      if (lowLatency && !reloading && response.notFound()) {
        observer.vanished();
        comeAgain();
      } else {
        again(String.valueOf(refused.getMessage()));
      }
      return;
    }
    if (response.done()) {
      long durationNs = System.nanoTime() - sentNs;
      if (reloading) {
        reloaded(durationNs);
      } else {
        observer.fetched(octets, durationNs);
      }
      next();
    }
  }

  private void reloaded(long durationNs) {
    var before = playlist;
    playlist = LivePlaylist.parse(text.toString(UTF_8));
    var list = lowLatency ? playlist.parts() : playlist.segments();
    if (before.equals(LivePlaylist.NONE)) {
      // Whoever comes begins near the edge.
      wanted.addAll(list.subList(Math.max(0, list.size() - 1), list.size()));
    } else {
      var known = lowLatency ? before.parts() : before.segments();
      list.stream().filter(uri -> !known.contains(uri)).forEach(wanted::add);
    }
    if (!lowLatency) {
      observer.reloaded(durationNs);
    } else if (!playlist.position().equals(before.position())) {
      observer.advanced(playlist.position());
    }
  }

  private void next() throws IOException {
    var uri = wanted.poll();
    if (uri != null) {
      ask(URI.create(path).resolve(uri).toString(), false);
    } else if (lowLatency) {
      ask(path + playlist.blocking(), true);
    } else {
      loop.at(System.nanoTime() + playlist.targetNs(), this::reload);
    }
  }

  private void reload() {
    var at = key;
    if (at != null && at.isValid()) {
      try {
        ask(path, true);
      } catch (IOException lost) {
        again(String.valueOf(lost.getMessage()));
      }
    }
  }

  @Override
  public void ended() {
    again("the server closed the connection");
  }

  private void again(String why) {
    observer.failed(why);
    comeAgain();
  }

  private void comeAgain() {
    var at = key;
    key = null;
    if (at != null) {
      try {
        at.channel().close();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    loop.at(System.nanoTime() + AGAIN_NS, this::connect);
  }
}
