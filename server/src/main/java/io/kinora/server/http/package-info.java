/// HTTP/1.1 as the operations see it: heads as received, bodies whole or streaming, limits.
///
/// Netty stays inside this package and `io.kinora.server.ingest`; operations are blocking code on
/// virtual threads that see [RequestHead], [Request] and [Response] only.
@NullMarked
package io.kinora.server.http;

import org.jspecify.annotations.NullMarked;
