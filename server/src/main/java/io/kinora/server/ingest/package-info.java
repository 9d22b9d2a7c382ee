/// PutMedia: one session per request, owned by one event loop; acknowledgements; the KVS rules that
/// Matroska does not know.
///
/// Read first: [PutMediaSession], the path of a fragment from the socket to the store.
@NullMarked
package io.kinora.server.ingest;

import org.jspecify.annotations.NullMarked;
