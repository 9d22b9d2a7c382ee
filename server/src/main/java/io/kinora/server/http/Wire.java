package io.kinora.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;

/// The octets of a connection as they come and go, inside of TLS: counts them, and tells the
/// handler of those that arrive before they make a message. On the event loop.
final class Wire extends ChannelDuplexHandler {
  private final Edge edge;
  private final ConnectionHandler handler;

  Wire(Edge edge, ConnectionHandler handler) {
    this.edge = edge;
    this.handler = handler;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf octets) {
      edge.received(octets.readableBytes());
      handler.octetsArrived(octets.readableBytes());
    }
    context.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    switch (message) {
      case ByteBuf octets -> edge.sent(octets.readableBytes());
      case FileRegion range -> edge.sent(range.count());
      default -> {}
    }
    context.write(message, promise);
  }
}
