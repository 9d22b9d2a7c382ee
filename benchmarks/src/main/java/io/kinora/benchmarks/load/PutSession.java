package io.kinora.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kinora.benchmarks.stream.SyntheticStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/// One PutMedia session of a producer like kvssink: Clusters of unknown size, which the next
/// Cluster ends, or the end-of-fragment Tags at last; acknowledgements read while it sends.
///
/// The latency of a fragment runs from the moment when the octets that complete it, the head of the
/// next Cluster or those Tags, were given to the socket, until its PERSISTED was read.
final class PutSession implements EventLoop.Connection {
  /// Told about progress.
  interface Observer {
    void persisted(String number, long bytes, long latencyNs);
  }

  /// How fast frames are offered.
  sealed interface Pace {
    /// As fast as acknowledgements come.
    ///
    /// @param window fragments that may lack PERSISTED, the one that is sent included
    /// @param fragments after which the session ends by itself
    record Flat(int window, int fragments) implements Pace {}

    /// As a camera does, whatever the server does; see [#offer].
    record Camera(boolean stamped) implements Pace {}
  }

  /// What is sent, and how.
  ///
  /// @param template the blocks of the stream's fragments
  record Manner(SyntheticStream stream, FragmentTemplate template, Pace pace) {}

  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(US_ASCII);

  private final SyntheticStream stream;
  private final FragmentTemplate template;
  private final Pace pace;
  private final Observer observer;
  private final AckLedger ledger = new AckLedger();
  private final ResponseReader response = new ResponseReader(new AckBody());
  private final StringBuilder ack = new StringBuilder();
  private final SelectionKey key;
  private final SocketChannel channel;

  /// What is being written: buffers, and the one that completes a fragment; -1 if none does.
  private ByteBuffer[] sending;

  private int completing = -1;
  private int begun = 1;
  private long timecode = System.currentTimeMillis();

  /// Pieces of the open fragment that were given to the socket, and pieces to be offered yet.
  private int piece;

  private int offered;
  private boolean stopping;
  private boolean tagsSent;
  private boolean lastChunkSent;

  PutSession(EventLoop loop, URI url, String streamName, Manner manner, Observer observer)
      throws IOException {
    this.stream = manner.stream();
    this.template = manner.template();
    this.pace = manner.pace();
    this.observer = observer;
    ledger.begin(timecode);
    sending =
        new ByteBuffer[] {
          ByteBuffer.wrap(request(url, streamName)),
          FragmentTemplate.chunk(stream.header()),
          FragmentTemplate.chunk(stream.clusterHead(timecode))
        };
    key = loop.connect(new InetSocketAddress(url.getHost(), url.getPort()), this);
    channel = (SocketChannel) key.channel();
  }

  private static byte[] request(URI url, String streamName) {
    return ResponseReader.request(
        """
        POST /putMedia HTTP/1.1
        Host: %s
        Accept: */*
        Authorization: AWS4-HMAC-SHA256 \
        Credential=BENCH/20261121/us-east-1/kinesisvideo/aws4_request, \
        SignedHeaders=host;x-amz-date, Signature=%s
        content-type: application/json
        user-agent: kinora-benchmark
        x-amz-date: 20261121T084159Z
        x-amzn-fragment-acknowledgment-required: 1
        x-amzn-fragment-timecode-type: ABSOLUTE
        x-amzn-producer-start-timestamp: %d.000
        x-amzn-stream-name: %s
        connection: keep-alive
        transfer-encoding: chunked
        """
            .formatted(
                url.getHost() + ":" + url.getPort(),
                "0".repeat(64),
                System.currentTimeMillis() / 1000,
                streamName));
  }

  /// Offers the next frame of a camera.
  void offer() {
    offered++;
    advance();
  }

  /// Ends the session in good order, after the open fragment.
  void stop() {
    stopping = true;
    advance();
  }

  boolean stopping() {
    return stopping;
  }

  /// Cuts the connection, whatever is under way.
  void cut() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Whether the server has answered all and ended the response.
  boolean finished() {
    return response.done();
  }

  /// Whether PutMedia was answered with 200.
  boolean begun() {
    return response.begun();
  }

  /// Octets of the blocks that a camera has sent of its open fragment.
  long openBytes() {
    return piece == 0 ? 0 : stream.blockEnds()[piece - 1];
  }

  @Override
  public void writable() throws IOException {
    key.interestOpsAnd(~SelectionKey.OP_WRITE);
    write();
  }

  private void advance() {
    try {
      if (channel.isConnected()) {
        write();
      }
    } catch (IOException failure) {
      throw new LoadException("a session broke: " + failure);
    }
  }

  private void write() throws IOException {
    while (sending.length > 0 || next()) {
      channel.write(sending);
      if (completing >= 0 && !sending[completing].hasRemaining()) {
        ledger.completed(System.nanoTime());
        completing = -1;
      }
      if (sending[sending.length - 1].hasRemaining()) {
        key.interestOpsOr(SelectionKey.OP_WRITE);
        return;
      }
      sending = new ByteBuffer[0];
    }
  }

  /// Decides what is sent next; false if it must wait.
  private boolean next() {
    if (tagsSent) {
      if (lastChunkSent || ledger.unpersisted() > 0) {
        return false;
      }
      lastChunkSent = true;
      sending = new ByteBuffer[] {ByteBuffer.wrap(LAST_CHUNK)};
      return true;
    }
    return switch (pace) {
      case Pace.Flat(int window, int fragments) -> {
        stopping |= begun == fragments;
        yield (stopping || ledger.unpersisted() <= window) && fragment();
      }
      case Pace.Camera(boolean stamped) -> (stopping || offered > 0) && frame(stamped);
    };
  }

  /// All blocks of the open fragment, and what completes it.
  private boolean fragment() {
    completing = template.pieces();
    sending = new ByteBuffer[template.pieces() + 1];
    for (int i = 0; i < template.pieces(); i++) {
      sending[i] = template.piece(i);
    }
    sending[completing] = stopping ? end() : begin();
    return true;
  }

  private boolean frame(boolean stamped) {
    if (stopping && piece == template.pieces()) {
      completing = 0;
      sending = new ByteBuffer[] {end()};
      return true;
    }
    if (piece == template.pieces()) {
      piece = 0;
      completing = 0;
      sending = new ByteBuffer[] {begin(), template.piece(0)};
    } else {
      sending = new ByteBuffer[] {template.piece(piece)};
    }
    if (stamped) {
      template.stamp(piece, System.nanoTime());
    }
    piece++;
    offered--;
    return true;
  }

  private ByteBuffer begin() {
    timecode += SyntheticStream.FRAGMENT_MS;
    ledger.begin(timecode);
    begun++;
    return FragmentTemplate.chunk(stream.clusterHead(timecode));
  }

  private ByteBuffer end() {
    tagsSent = true;
    return FragmentTemplate.chunk(SyntheticStream.endOfFragment());
  }

  @Override
  public void arrived(ByteBuffer octets) {
    response.feed(octets);
    if (!finished()) {
      advance();
    }
  }

  @Override
  public void ended() {
    if (!finished()) {
      throw new LoadException("the server closed a session after " + ledger.persisted());
    }
  }

  /// Each chunk of the response is one acknowledgement.
  private final class AckBody implements ResponseReader.Body {
    private static final int ACK_MAX = 1024;

    @Override
    public void octets(ByteBuffer piece) {
      while (piece.hasRemaining()) {
        ack.append((char) (piece.get() & 0xFF));
      }
      if (ack.length() >= ACK_MAX) {
        throw new LoadException("an acknowledgement of " + ack.length() + " octets");
      }
    }

    @Override
    public void chunkEnd() {
      String line = ack.toString();
      ack.setLength(0);
      if (Ack.isIdle(line)) {
        return;
      }
      var parsed = Ack.parse(line);
      long latencyNs = ledger.take(parsed, System.nanoTime());
      if (latencyNs >= 0) {
        observer.persisted(parsed.number(), stream.clusterBytes(), latencyNs);
      }
    }
  }
}
