package io.kinora.server.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;

/// Reads requests, and refuses one that states its length in two ways: a message that two parties
/// can frame differently is an attack on whoever stands in between (RFC 9112 section 6.1). Takes
/// HTTP/1 only, and no more than [#FIELDS_MAX] fields.
final class StrictRequestDecoder extends HttpRequestDecoder {
  /// Body octets handed on at once.
  private static final int MAX_CONTENT_BYTES = 64 * 1024;

  /// Fields of a head, and of the trailer of a body. Clients send about twenty.
  static final int FIELDS_MAX = 100;

  private static final HttpHeadersFactory FIELDS =
      new HttpHeadersFactory() {
        @Override
        public HttpHeaders newHeaders() {
          return new Fields();
        }

        @Override
        public HttpHeaders newEmptyHeaders() {
          return new Fields();
        }
      };

  /// Fields that are counted: each takes far more memory than the four octets that make one.
  private static final class Fields extends DefaultHttpHeaders {
    private int count;

    @Override
    public HttpHeaders add(CharSequence name, Object value) {
      if (++count > FIELDS_MAX) {
        throw new TooLongHttpHeaderException("more than " + FIELDS_MAX + " header fields");
      }
      return super.add(name, value);
    }
  }

  /// @param maxHeadBytes bound on the request line, and again on the header fields
  StrictRequestDecoder(int maxHeadBytes) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(maxHeadBytes)
            .setMaxHeaderSize(maxHeadBytes)
            .setMaxChunkSize(MAX_CONTENT_BYTES)
            .setHeadersFactory(FIELDS)
            .setTrailersFactory(FIELDS)
            .setAllowDuplicateContentLengths(false));
  }

  @Override
  protected HttpMessage createMessage(String[] initialLine) throws Exception {
    var message = super.createMessage(initialLine);
    if (message.protocolVersion().majorVersion() != 1) {
      throw new IllegalArgumentException("not HTTP/1");
    }
    return message;
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
  }
}
