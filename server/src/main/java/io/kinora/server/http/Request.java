package io.kinora.server.http;

import java.net.InetSocketAddress;

/// A whole request with a bounded body.
///
/// @param head the head
/// @param body the octets of the body, at most 1 MiB; empty if there is none
/// @param id the value of `x-amzn-RequestId` that the response will carry
/// @param local the address the connection was accepted on
/// @param secure whether it came over TLS
public record Request(
    RequestHead head, byte[] body, String id, InetSocketAddress local, boolean secure) {}
