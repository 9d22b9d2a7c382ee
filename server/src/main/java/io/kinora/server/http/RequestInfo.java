package io.kinora.server.http;

import org.jspecify.annotations.Nullable;

/// What the writing of an answer needs to know of its request.
///
/// @param id the value of `x-amzn-RequestId`
/// @param origin the request's `Origin`, null if it has none
/// @param headOnly whether the answer has no body, because the method is HEAD
/// @param chunksAllowed whether the client speaks HTTP/1.1
record RequestInfo(String id, @Nullable String origin, boolean headOnly, boolean chunksAllowed) {}
