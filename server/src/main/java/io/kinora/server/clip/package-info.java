/// GetClip: a time range of a stream as one MP4 file.
///
/// A [io.kinora.server.clip.ClipSelection] decides which fragments are in it, and refuses what
/// cannot be played; the length of the file follows from frame tables alone, before its first
/// octet. The body is made while it is sent, of boxes that [io.kinora.media.mp4] writes and of
/// frames that go from the log to the socket as they lie there.
///
/// **NAL units.** That frames are made of NAL units behind their lengths is not looked at here: it
/// was when they were ingested, and the frame table says where it is not so. Only those frames are
/// read before the answer begins, to convert them from Annex B or to refuse the clip.
///
/// **Retention.** A fragment that is trimmed while its clip is sent is missed when its turn comes;
/// the connection is closed then, and the client has fewer octets than `Content-Length` said. To
/// hold a day of media for a client that reads slowly would keep the disk from being freed.
@NullMarked
package io.kinora.server.clip;

import org.jspecify.annotations.NullMarked;
