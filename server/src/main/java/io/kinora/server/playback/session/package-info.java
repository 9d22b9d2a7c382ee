/// Playback sessions: what HLS and DASH share.
///
/// A [Session] is a request to play that was granted; the token in its URLs is the session itself,
/// sealed by [SessionTokens]. Its [Timeline] is the list of its fragments: each has a [Place],
/// whose numbers never change once published. Many sessions play one live stream, so its newest
/// rows are read once for all of them, when it has stored a fragment. [PlaybackUrls] routes the
/// players' GETs.
@NullMarked
package io.kinora.server.playback.session;

import org.jspecify.annotations.NullMarked;
