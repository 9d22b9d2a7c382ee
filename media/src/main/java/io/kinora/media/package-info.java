/// Containers and codecs: what Kinora knows about media octets.
///
/// Everything below this package is pure: no input or output, no threads, no clock, no dependency.
/// Octets come in as arrays and buffers, facts and octets go out, and whatever is wrong with the
/// octets is a [MalformedMediaException].
///
/// - `ebml`: the element syntax that Matroska is written in
/// - `matroska`: cuts an arriving stream into fragments and writes the elements the server adds
/// - `codec`: reads codec configurations and names them
/// - `sample`: gives the frames of a track the times that players' containers need
/// - `mp4`: packages them as MP4, fragmented or not
/// - `ts`: packages them as MPEG-TS
///
/// Read `matroska.FragmentSplitter` first.
@NullMarked
package io.kinora.media;

import org.jspecify.annotations.NullMarked;
