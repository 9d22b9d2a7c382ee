package io.kinora.server.http;

/// Answers requests whose body is small. Blocking code on a virtual thread.
@FunctionalInterface
public interface RequestHandler {
  Reply handle(Request request);
}
