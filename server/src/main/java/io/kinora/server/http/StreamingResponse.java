package io.kinora.server.http;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A response whose body is produced while it is sent.
///
/// @param status the status code
/// @param headers fields that belong to this answer; with a `Content-Length` among them the body
///     has exactly that many octets, without one it is sent in chunks
/// @param body runs once, after the head was sent, or never if the client has gone by then
public record StreamingResponse(int status, List<Headers.Field> headers, StreamingBody body)
    implements Reply {
  public StreamingResponse {
    headers = List.copyOf(headers);
  }

  /// A 200 of unknown length.
  public static StreamingResponse of(String contentType, StreamingBody body) {
    return new StreamingResponse(
        200, List.of(new Headers.Field("Content-Type", contentType)), body);
  }

  /// A whole response that is sent as its client takes it.
  public static StreamingResponse of(Response whole) {
    var fields = new ArrayList<>(whole.headers());
    fields.add(new Headers.Field("Content-Length", Integer.toString(whole.body().length)));
    return new StreamingResponse(
        whole.status(), fields, sink -> sink.write(ByteBuffer.wrap(whole.body())));
  }
}
