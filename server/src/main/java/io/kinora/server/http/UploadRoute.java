package io.kinora.server.http;

/// An operation that works on its request body while it arrives and answers at the same time.
public interface UploadRoute {
  /// Decides on a request by its head alone. Blocking code on a virtual thread; no octet of the
  /// body is read before it returns.
  Admission admit(Request head);

  /// The decision.
  sealed interface Admission {
    /// The final answer; the connection is closed after it.
    record Refused(Response response) implements Admission {}

    /// The body is welcome.
    record Admitted(UploadSession session) implements Admission {}
  }
}
