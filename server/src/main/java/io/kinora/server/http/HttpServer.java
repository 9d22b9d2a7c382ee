package io.kinora.server.http;

import io.kinora.server.metrics.MetricsText;
import io.kinora.server.metrics.Source;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one listener: HTTP/1.1, plain or over TLS 1.2 and later. HTTP/2 is never offered, because
/// clients sign hop-by-hop fields that it does not have.
public final class HttpServer implements AutoCloseable, Source {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final int BACKLOG = 4096;

  private final Edge edge;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final EventLoopGroup loops;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Runnable endLongRequests;
  private final Channel listener;

  /// What a server does.
  ///
  /// @param handler answers small requests
  /// @param uploads operations that work on their body while it arrives, by path
  /// @param endLongRequests asks uploads and endless responses to end soon
  public record Service(
      RequestHandler handler, Map<String, UploadRoute> uploads, Runnable endLongRequests) {}

  /// Begins to load the transport, natives included, beside what the caller does: it takes a while.
  public static void load() {
    Thread.ofPlatform().daemon().name("kinora-load").start(HttpServer::ioHandler);
  }

  /// Binds and serves.
  public static HttpServer start(
      InetSocketAddress address, HttpConfig config, Optional<Tls> tls, Service service)
      throws IOException {
    return new HttpServer(address, config, tls, service);
  }

  private HttpServer(
      InetSocketAddress address, HttpConfig config, Optional<Tls> tls, Service service)
      throws IOException {
    var secret = tls.map(Tls::context).orElse(null);
    edge = new Edge(config, service.handler(), service.uploads(), workers, secret != null);
    endLongRequests = service.endLongRequests();
    loops =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(),
            new DefaultThreadFactory("kinora-http"),
            ioHandler());
    var bound =
        new ServerBootstrap()
            .group(loops)
            .channel(channelType())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, edge.reads())
            .childHandler(new Connect(secret))
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw new IOException("cannot listen on " + address + ": " + bound.cause().getMessage());
    }
    listener = bound.channel();
  }

  /// Where it listens, with the port that was found if 0 was asked for.
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  @Override
  public void tell(MetricsText to) {
    edge.tell(to);
    if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider buffers) {
      to.gauge(
          "kinora_http_buffer_bytes",
          "Octets outside the heap for buffers of connections, in use or kept for the next.",
          buffers.metric().usedDirectMemory());
    }
  }

  /// Stops accepting, lets requests under way finish within the shutdown timeout, then closes.
  @Override
  public void close() {
    edge.stop();
    listener.close().awaitUninterruptibly();
    endLongRequests.run();
    long deadline = System.nanoTime() + edge.config().shutdownTimeout().toNanos();
    while (edge.working() > 0 && System.nanoTime() < deadline) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    if (edge.working() > 0) {
      LOG.warn("{} requests cut off", edge.working());
    }
    connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    workers.shutdown();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  private static IoHandlerFactory ioHandler() {
    return Epoll.isAvailable() ? RejoiningEpoll.newFactory() : NioIoHandler.newFactory();
  }

  private static Class<? extends ServerChannel> channelType() {
    return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /// Sets up a connection.
  private final class Connect extends ChannelInitializer<SocketChannel> {
    private final @Nullable SslContext secret;

    Connect(@Nullable SslContext secret) {
      this.secret = secret;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      var reception = edge.opened();
      if (reception == Edge.Reception.NONE) {
        edge.closed();
        channel.close();
        return;
      }
      connections.add(channel);
      if (secret != null) {
        channel.pipeline().addLast(secret.newHandler(channel.alloc()));
      }
      var handler = new ConnectionHandler(edge, reception);
      channel
          .pipeline()
          .addLast(
              new Wire(edge, handler),
              new StrictRequestDecoder(edge.config().maxHeadSize().intOctets()),
              new HttpResponseEncoder(),
              handler);
    }
  }
}
