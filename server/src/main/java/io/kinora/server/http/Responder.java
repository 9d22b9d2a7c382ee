package io.kinora.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes replies to a connection; to close it behind the last one is up to the caller. Safe for
/// all threads; [#stream] blocks.
final class Responder {
  private static final Logger LOG = LoggerFactory.getLogger(Responder.class);

  private final Channel channel;
  private final ResponseHeads heads;
  private final Edge edge;

  Responder(Channel channel, Edge edge) {
    this.channel = channel;
    this.heads = edge.heads();
    this.edge = edge;
  }

  /// Tells the client to send its body.
  void goOn() {
    channel.writeAndFlush(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
  }

  /// Writes a whole response.
  void respond(Response response, RequestInfo request, boolean keepAlive) {
    var head = heads.head(response.status(), response.headers(), request.id(), request.origin());
    full(frame(head, request, keepAlive), response.body(), request);
  }

  /// Writes a final answer and ends the output, so that the client reads it even while it is still
  /// sending.
  void refuse(Response response, RequestInfo request) {
    var head = heads.head(response.status(), response.headers(), request.id(), request.origin());
    ResponseHeads.close(head);
    full(head, response.body(), request)
        .addListener(_ -> ((SocketChannel) channel).shutdownOutput());
  }

  void preflight(RequestInfo request, boolean keepAlive) {
    var head = heads.preflight(request.id(), request.origin());
    full(frame(head, request, keepAlive), new byte[0], request);
  }

  /// Writes the head of a response whose body follows in chunks, for as long as the upload lasts.
  void beginUploadResponse(RequestInfo request) {
    var json = List.of(new Headers.Field("Content-Type", "application/json"));
    var head = heads.head(200, json, request.id(), request.origin());
    ResponseHeads.chunked(head);
    channel.writeAndFlush(head);
  }

  /// Writes a streaming response, and closes its body; returns whether another one may follow it.
  boolean stream(StreamingResponse response, RequestInfo request, boolean keepAlive) {
    try {
      return write(response, request, keepAlive);
    } finally {
      response.body().close();
    }
  }

  private boolean write(StreamingResponse response, RequestInfo request, boolean keepAlive) {
    var head = heads.head(response.status(), response.headers(), request.id(), request.origin());
    boolean measured = head.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
    boolean chunked = !measured && request.chunksAllowed() && !request.headOnly();
    if (chunked) {
      ResponseHeads.chunked(head);
    }
    boolean closes = !keepAlive || !(measured || chunked || request.headOnly());
    if (closes) {
      ResponseHeads.close(head);
    }
    if (measured) {
      // Together with what follows.
      channel.write(head);
    } else {
      channel.writeAndFlush(head);
    }
    var sink = new NettyBodySink(channel, edge.config().stallTimeout(), edge.copiedBytes());
    try {
      if (!request.headOnly()) {
        response.body().writeTo(sink);
      }
      sink.finish();
      return !closes;
    } catch (IOException gone) {
      LOG.debug("response {} cut off", request.id(), gone);
    } catch (RuntimeException failure) {
      LOG.error("response {} failed", request.id(), failure);
    } finally {
      sink.discard();
    }
    channel.close();
    return false;
  }

  private static HttpResponse frame(HttpResponse head, RequestInfo request, boolean keepAlive) {
    if (!keepAlive) {
      ResponseHeads.close(head);
    } else if (!request.chunksAllowed()) {
      head.headers().set("Connection", "keep-alive");
    }
    return head;
  }

  private ChannelFuture full(HttpResponse head, byte[] body, RequestInfo request) {
    if (head.status().code() != 204) {
      head.headers().set("Content-Length", body.length);
    }
    return channel.writeAndFlush(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            head.status(),
            request.headOnly() ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body),
            head.headers(),
            DefaultHttpHeadersFactory.trailersFactory().newEmptyHeaders()));
  }

  /// An error of the front end itself.
  static Response error(int status, String type, String message) {
    return error(status, type, "message", message);
  }

  /// An error in the shape that operations use.
  static Response operationError(int status, String type, String message) {
    return error(status, type, "Message", message);
  }

  private static Response error(int status, String type, String member, String message) {
    return new Response(
        status,
        List.of(
            new Headers.Field("x-amzn-ErrorType", type),
            new Headers.Field("Content-Type", "application/json")),
        ("{\"" + member + "\":\"" + message + "\"}").getBytes(UTF_8));
  }
}
