package io.kinora.server.api;

import io.kinora.server.auth.Caller;
import io.kinora.server.http.Request;

/// What surrounds the call of an operation.
///
/// @param caller who calls
/// @param request the request as received
/// @param identity what the server calls itself
/// @param nowMs when the call was accepted, epoch milliseconds
public record CallContext(Caller caller, Request request, ServiceIdentity identity, long nowMs) {}
