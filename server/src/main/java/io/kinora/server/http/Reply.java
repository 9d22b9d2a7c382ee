package io.kinora.server.http;

import java.util.List;

/// What answers a request. The front end adds `Date`, `x-amzn-RequestId`, the CORS fields and the
/// framing (`Content-Length` or `Transfer-Encoding`) itself.
public sealed interface Reply permits Response, StreamingResponse {
  int status();

  List<Headers.Field> headers();
}
