/// MPEG-DASH (ISO/IEC 23009-1): GetDASHStreamingSessionURL and what its URL leads to.
///
/// Read first: [io.kinora.server.playback.dash.ManifestListing], which makes a manifest out of the
/// places of a session.
@NullMarked
package io.kinora.server.playback.dash;

import org.jspecify.annotations.NullMarked;
