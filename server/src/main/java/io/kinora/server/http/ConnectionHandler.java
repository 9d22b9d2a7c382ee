package io.kinora.server.http;

import io.kinora.server.http.UploadRoute.Admission;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection: takes its requests one at a time, bounds what they may send and how long, and
/// hands each to its operation. While an operation works, the socket is not read.
///
/// On the event loop, but for the part of a method that is passed to the virtual threads.
final class ConnectionHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandler.class);

  private enum Stage {
    /// Between requests, or within a head.
    HEAD,
    /// Within the body of a small request.
    BODY,
    /// An operation has the request.
    WORKING,
    /// An upload has the connection.
    UPLOAD,
    /// The last answer is on its way.
    CLOSING
  }

  private final Edge edge;
  private final Edge.Reception reception;
  private final HeadArrival arrival;
  private final SentAhead ahead;
  private final Deadline deadline = new Deadline();
  private Stage stage = Stage.HEAD;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Responder responder;
  private @Nullable HttpRequest request;
  private @Nullable RequestInfo info;
  private @Nullable UploadExchange upload;
  private ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int bodyBytes;
  private boolean counted;
  private boolean inputOver;
  private boolean readingOn;

  ConnectionHandler(Edge edge, Edge.Reception reception) {
    this.edge = edge;
    this.reception = reception;
    this.ahead = new SentAhead(edge.held());
    this.arrival = new HeadArrival(edge.held());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    responder = new Responder(ctx.channel(), edge);
    deadline.start(ctx, edge.config().keepAliveTimeout());
  }

  /// The octets of a head may be among these.
  void octetsArrived(int count) {
    if (stage == Stage.HEAD && arrival.begins(count)) {
      deadline.start(context(), edge.config().headTimeout());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (stage == Stage.HEAD && !arrival.fits()) {
      LOG.info("{}: closed, there are too many unfinished heads", ctx.channel().remoteAddress());
      ctx.close();
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (stage != Stage.WORKING && ahead.isEmpty()) {
      process(message);
    } else if (!ahead.add(message)) {
      LOG.info("{}: closed, there is too much sent ahead", ctx.channel().remoteAddress());
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    deadline.cancel();
    arrival.over();
    ahead.drop();
    if (stage != Stage.WORKING) {
      endWork();
      dropBody();
    }
    stage = Stage.CLOSING;
    edge.closed();
    if (upload != null) {
      upload.disconnected();
      upload = null;
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (upload != null && stage == Stage.UPLOAD) {
      awaitReader(upload);
      upload.writabilityChanged();
    }
  }

  /// A client that leaves too many answers of its upload unread has to read some in time.
  private void awaitReader(UploadExchange exchange) {
    var time = edge.config().stallTimeout();
    deadline.cancel();
    if (exchange.isUnread()) {
      deadline.startUnlessTaken(context(), time, () -> exchange.givenUp(time));
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputOver = true;
      endWithInput();
    }
  }

  /// A client that sends nothing more still gets the answers to what it sent. The event comes once:
  /// whoever goes on with the connection has to ask again, and must not read.
  private void endWithInput() {
    switch (stage) {
      case WORKING -> {}
      case HEAD, BODY -> closeBehindAnswers();
      case UPLOAD -> {
        if (upload != null) {
          upload.inputOver();
        }
      }
      case CLOSING -> {
        if (((SocketChannel) context().channel()).isOutputShutdown()) {
          context().close();
        }
      }
    }
  }

  /// Closes when the client has taken all that was sent, or takes no more of it. An upload counts
  /// as work until then, so that the server does not stop while its client reads.
  private void closeBehindAnswers() {
    stage = Stage.CLOSING;
    var channel = context().channel();
    if (channel.isActive()) {
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      awaitTaken();
    }
  }

  /// Nothing is sent any more: the client has to take what was.
  private void awaitTaken() {
    deadline.startUnlessTaken(context(), edge.config().stallTimeout(), () -> {});
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException
        || cause instanceof UncheckedIOException
        || cause.getCause() instanceof SSLException) {
      LOG.debug("connection {} broken", ctx.channel().remoteAddress(), cause);
    } else {
      LOG.warn("connection {} failed", ctx.channel().remoteAddress(), cause);
    }
    ctx.close();
  }

  private void process(Object message) {
    if (message instanceof HttpRequest head && stage == Stage.HEAD) {
      begin(head);
    } else if (message instanceof HttpContent content && stage == Stage.UPLOAD) {
      if (upload != null) {
        upload.content(content);
      }
      return;
    } else if (message instanceof HttpContent content && stage == Stage.BODY) {
      collect(content);
    }
    ReferenceCountUtil.release(message);
  }

  private void begin(HttpRequest head) {
    deadline.cancel();
    arrival.over();
    request = head;
    info =
        new RequestInfo(
            UUID.randomUUID().toString(),
            head.headers().get(HttpHeaderNames.ORIGIN),
            head.method().equals(HttpMethod.HEAD),
            head.protocolVersion().equals(HttpVersion.HTTP_1_1));
    if (head.decoderResult().isFailure()) {
      refuseBroken(head.decoderResult().cause());
      return;
    }
    var path = RequestHeads.of(head).path();
    var route = head.method().equals(HttpMethod.POST) ? edge.uploads().get(path) : null;
    if (reception != Edge.Reception.SERVED) {
      refuse(Edge.crowded(path));
    } else if (route != null) {
      admit(route, head);
    } else {
      beginBody(head);
    }
  }

  private void beginBody(HttpRequest head) {
    if (HttpUtil.getContentLength(head, 0L) > edge.config().maxBodySize().octets()) {
      refuseLargeBody();
      return;
    }
    if (HttpUtil.is100ContinueExpected(head)) {
      responder().goOn();
    }
    stage = Stage.BODY;
    deadline.start(context(), edge.config().bodyTimeout());
  }

  private void collect(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      refuseBroken(content.decoderResult().cause());
      return;
    }
    var octets = content.content();
    int grown = body.size() + octets.readableBytes();
    if (grown > edge.config().maxBodySize().octets()) {
      refuseLargeBody();
      return;
    }
    if (!edge.held().grows(HeldMemory.Kind.BODIES, bodyBytes, grown)) {
      refuse(Edge.noRoomForBody());
      return;
    }
    bodyBytes = grown;
    var copy = new byte[octets.readableBytes()];
    octets.getBytes(octets.readerIndex(), copy);
    body.writeBytes(copy);
    if (content instanceof LastHttpContent) {
      deadline.cancel();
      answer();
    }
  }

  private void answer() {
    var head = request();
    boolean keepAlive = HttpUtil.isKeepAlive(head) && !edge.isStopping();
    if (head.method().equals(HttpMethod.OPTIONS)) {
      rest();
      responder().preflight(info(), keepAlive);
      answered(keepAlive, 0);
      return;
    }
    var whole = whole(head, body.toByteArray());
    body = new ByteArrayOutputStream();
    work(
        () -> {
          var reply = edge.handle(whole);
          switch (reply) {
            case Response response -> {
              responder().respond(response, info(), keepAlive);
              onLoop(() -> answered(keepAlive, response.body().length));
            }
            case StreamingResponse streaming -> {
              boolean goesOn = responder().stream(streaming, info(), keepAlive);
              onLoop(() -> answered(goesOn, 0));
            }
          }
        });
  }

  /// The next request is taken when the client has taken this answer: what waits for it is one.
  private void answered(boolean keepAlive, long bytes) {
    var taken = context().channel().writeAndFlush(Unpooled.EMPTY_BUFFER);
    if (!taken.isDone() && edge.held().grows(HeldMemory.Kind.ANSWERS, 0, bytes)) {
      taken.addListener(_ -> edge.held().gone(HeldMemory.Kind.ANSWERS, bytes));
      awaitTaken();
    } else if (!taken.isDone()) {
      LOG.info("{}: closed, there are too many untaken answers", context().channel());
      context().close();
    }
    taken.addListener(done -> orElse(() -> next(keepAlive && done.isSuccess()), this::fail));
  }

  private void next(boolean keepAlive) {
    endWork();
    awaitRequest(keepAlive);
    readOn();
  }

  private void awaitRequest(boolean keepAlive) {
    dropBody();
    request = null;
    info = null;
    if (keepAlive && context().channel().isActive()) {
      stage = Stage.HEAD;
      deadline.start(context(), edge.config().keepAliveTimeout());
    } else {
      closeBehindAnswers();
    }
  }

  private void admit(UploadRoute route, HttpRequest head) {
    var whole = whole(head, new byte[0]);
    work(
        () -> {
          var admission = edge.admit(route, whole);
          onLoop(() -> admitted(admission));
        });
  }

  private void admitted(Admission admission) {
    switch (admission) {
      case Admission.Refused(var response) -> {
        endWork();
        refuse(response);
      }
      case Admission.Admitted(var session) -> {
        if (!context().channel().isActive()) {
          endWork();
          session.disconnected();
          return;
        }
        if (HttpUtil.is100ContinueExpected(request())) {
          responder().goOn();
        }
        responder().beginUploadResponse(info());
        stage = Stage.UPLOAD;
        upload =
            new UploadExchange(
                context().channel(), session, edge.held(), edge.reads(), this::closeBehindAnswers);
        upload.open();
        readOn();
      }
    }
  }

  /// Passes a task to the virtual threads; the socket rests meanwhile. A task that throws, be it an
  /// Error, ends the connection: nothing else would ever go on with it.
  private void work(Runnable task) {
    rest();
    beginWork();
    try {
      edge.workers().execute(() -> orElse(task, failure -> onLoop(() -> fail(failure))));
    } catch (RejectedExecutionException stopped) {
      LOG.debug("the server has stopped", stopped);
      endWork();
      context().close();
    }
  }

  private void rest() {
    stage = Stage.WORKING;
    context().channel().config().setAutoRead(false);
  }

  /// Goes back from a virtual thread to the event loop.
  private void onLoop(Runnable task) {
    try {
      context().executor().execute(() -> orElse(task, this::fail));
    } catch (RejectedExecutionException stopped) {
      LOG.debug("the server has stopped", stopped);
    }
  }

  private static void orElse(Runnable task, Consumer<Throwable> onFailure) {
    try {
      task.run();
    } catch (Throwable failure) {
      onFailure.accept(failure);
    }
  }

  private void fail(Throwable failure) {
    endWork();
    dropBody();
    exceptionCaught(context(), failure);
  }

  private void beginWork() {
    counted = true;
    edge.begun();
  }

  /// The server need not wait for this connection any longer when it stops.
  private void endWork() {
    if (counted) {
      counted = false;
      edge.finished();
    }
  }

  private void readOn() {
    if (readingOn) {
      return;
    }
    readingOn = true;
    while (stage != Stage.WORKING && !ahead.isEmpty()) {
      process(ahead.take());
    }
    readingOn = false;
    if (inputOver) {
      endWithInput();
    } else if (stage == Stage.HEAD || stage == Stage.BODY) {
      context().channel().config().setAutoRead(true);
    } else if (stage == Stage.UPLOAD && upload != null) {
      upload.readOn();
    }
  }

  private void dropBody() {
    edge.held().gone(HeldMemory.Kind.BODIES, bodyBytes);
    bodyBytes = 0;
    body = new ByteArrayOutputStream();
  }

  private void refuseBroken(Throwable cause) {
    LOG.info("broken request: {}", String.valueOf(cause.getMessage()));
    refuse(edge.broken(cause));
  }

  private void refuseLargeBody() {
    var message = "The request body is larger than " + edge.config().maxBodySize() + ".";
    refuse(Responder.operationError(400, "InvalidArgumentException", message));
  }

  /// Answers and closes; what the client still sends is thrown away for a moment, so that it gets
  /// to read the answer.
  private void refuse(Response response) {
    stage = Stage.CLOSING;
    ahead.drop();
    dropBody();
    deadline.start(context(), Deadline.LINGER);
    responder().refuse(response, info());
    if (!inputOver) {
      context().channel().config().setAutoRead(true);
    }
  }

  private Request whole(HttpRequest head, byte[] octets) {
    return new Request(
        RequestHeads.of(head),
        octets,
        info().id(),
        (InetSocketAddress) context().channel().localAddress(),
        edge.isSecure());
  }

  private ChannelHandlerContext context() {
    return present(context);
  }

  private Responder responder() {
    return present(responder);
  }

  private HttpRequest request() {
    return present(request);
  }

  private RequestInfo info() {
    return present(info);
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("used before it was set");
    }
    return value;
  }
}
