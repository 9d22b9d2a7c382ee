package io.kinora.server.http;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.concurrent.ThreadAwareExecutor;
import org.jspecify.annotations.Nullable;

/// Netty's epoll, in which a socket that nothing was awaited of may be awaited again.
///
/// Since [Netty pull request 16689](https://github.com/netty/netty/pull/16689) a socket without
/// interest leaves the epoll set (`EPOLL_CTL_DEL`), but its registration goes on as if it were in
/// there: the next interest is an `EPOLL_CTL_MOD`, which fails with `ENOENT` and cuts the
/// connection. That happens to a client that ended its input, while its answer is made: as soon as
/// all that was written has left, nothing is awaited; and as soon as the client reads more slowly
/// than is written, room in the socket is. Here such a socket ends its registration and gets a new
/// one. Netty 4.2.18 needs it, and 4.2.20 still did.
final class RejoiningEpoll implements IoHandler {
  private final IoHandler epoll;

  private RejoiningEpoll(IoHandler epoll) {
    this.epoll = epoll;
  }

  static IoHandlerFactory newFactory() {
    var factory = EpollIoHandler.newFactory();
    return new IoHandlerFactory() {
      @Override
      public IoHandler newHandler(ThreadAwareExecutor executor) {
        return new RejoiningEpoll(factory.newHandler(executor));
      }

      @Override
      public boolean isChangingThreadSupported() {
        return factory.isChangingThreadSupported();
      }
    };
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return new Rejoining(handle, epoll.register(handle));
  }

  /// A registration that is replaced after all interest is gone. On the event loop.
  private final class Rejoining implements IoRegistration {
    private final IoHandle handle;

    /// Null while nothing is awaited.
    private @Nullable IoRegistration current;

    private IoRegistration last;
    private boolean cancelled;

    Rejoining(IoHandle handle, IoRegistration first) {
      this.handle = handle;
      this.current = first;
      this.last = first;
    }

    @Override
    public long submit(IoOps ops) {
      if (cancelled) {
        return -1;
      }
      boolean none = EpollIoOps.NONE.equals(ops);
      if (none && current != null) {
        current.cancel();
        current = null;
      }
      return none ? 0 : joined().submit(ops);
    }

    private IoRegistration joined() {
      if (current == null) {
        try {
          current = epoll.register(handle);
          last = current;
        } catch (Exception failure) {
          throw new IllegalStateException("epoll takes a socket no longer", failure);
        }
      }
      return current;
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals")
    public <T> T attachment() {
      return last.attachment();
    }

    @Override
    public boolean isValid() {
      return !cancelled;
    }

    @Override
    public boolean cancel() {
      if (cancelled) {
        return false;
      }
      cancelled = true;
      if (current != null) {
        current.cancel();
      }
      return true;
    }
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    return epoll.run(context);
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return epoll.isCompatible(handleType);
  }
}
