package io.kinora.server.http;

import io.netty.handler.codec.http.HttpRequest;
import java.util.ArrayList;

/// Takes a head out of Netty's hands, every field as received.
final class RequestHeads {
  private RequestHeads() {}

  static RequestHead of(HttpRequest request) {
    var fields = new ArrayList<Headers.Field>(request.headers().size());
    for (var iterator = request.headers().iteratorAsString(); iterator.hasNext(); ) {
      var field = iterator.next();
      fields.add(new Headers.Field(field.getKey(), field.getValue()));
    }
    return RequestHead.of(request.method().name(), request.uri(), new Headers(fields));
  }
}
