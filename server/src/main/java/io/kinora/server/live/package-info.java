/// What is happening in a stream right now: the fragments that are still arriving or on their way
/// to the disk, their numbers, and GetMedia, which follows them and the archive with one cursor.
///
/// Read first: [LiveStream], the meeting point of the sessions that write a stream and the readers
/// that follow it; then [LiveFragment], whose states are the life of a fragment in memory.
@NullMarked
package io.kinora.server.live;

import org.jspecify.annotations.NullMarked;
