/// HLS (RFC 8216): GetHLSStreamingSessionURL and what its URL leads to.
///
/// Read first: [io.kinora.server.playback.hls.MediaListing], which makes a playlist out of the
/// places of a session, and says why nothing published ever changes.
@NullMarked
package io.kinora.server.playback.hls;

import org.jspecify.annotations.NullMarked;
