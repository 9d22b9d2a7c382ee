package io.kinora.server.http;

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
}
