package io.kinora.server.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/// Reads requests, and refuses one that states its length in two ways: a message that two parties
/// can frame differently is an attack on whoever stands in between (RFC 9112 section 6.1).
final class StrictRequestDecoder extends HttpRequestDecoder {
  /// Body octets handed on at once.
  private static final int MAX_CONTENT_BYTES = 64 * 1024;

  /// @param maxHeadBytes bound on the request line, and again on the header fields
  StrictRequestDecoder(int maxHeadBytes) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(maxHeadBytes)
            .setMaxHeaderSize(maxHeadBytes)
            .setMaxChunkSize(MAX_CONTENT_BYTES)
            .setAllowDuplicateContentLengths(false));
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
  }
}
