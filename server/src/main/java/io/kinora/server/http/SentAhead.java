package io.kinora.server.http;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;

/// What a client sent before the answer to its request was there: read already when the socket was
/// put to rest, and kept until it can be worked off. One read of tiny requests makes thousands of
/// messages, so they are counted with those of all connections. On the event loop.
final class SentAhead {
  /// What a message takes beside its octets.
  private static final int MESSAGE_BYTES = 256;

  /// What a field takes beside its octets.
  private static final int FIELD_BYTES = 160;

  private final HeldMemory memory;
  private final ArrayDeque<Object> messages = new ArrayDeque<>();
  private long bytes;

  SentAhead(HeldMemory memory) {
    this.memory = memory;
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /// Keeps a message; false if there is no room, and it is released.
  boolean add(Object message) {
    long grown = bytes + bytes(message);
    if (!memory.grows(HeldMemory.Kind.AHEAD, bytes, grown)) {
      ReferenceCountUtil.release(message);
      return false;
    }
    bytes = grown;
    messages.add(message);
    return true;
  }

  /// The oldest message, which is the caller's from now on. There has to be one.
  Object take() {
    var message = messages.remove();
    long left = bytes - bytes(message);
    var _ = memory.grows(HeldMemory.Kind.AHEAD, bytes, left);
    bytes = left;
    return message;
  }

  void drop() {
    messages.forEach(ReferenceCountUtil::release);
    messages.clear();
    memory.gone(HeldMemory.Kind.AHEAD, bytes);
    bytes = 0;
  }

  private static long bytes(Object message) {
    long bytes = MESSAGE_BYTES;
    if (message instanceof HttpContent content) {
      bytes += content.content().readableBytes();
    }
    if (message instanceof HttpMessage head) {
      for (var field : head.headers()) {
        bytes += FIELD_BYTES + field.getKey().length() + field.getValue().length();
      }
    }
    return bytes;
  }
}
