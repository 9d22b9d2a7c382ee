package io.kinora.server.http;

import java.util.List;

/// A whole response.
///
/// @param status the status code
/// @param headers fields that belong to this answer; the front end adds its own
/// @param body the octets of the body, not to be changed
public record Response(int status, List<Headers.Field> headers, byte[] body) implements Reply {
  public Response {
    headers = List.copyOf(headers);
  }
}
