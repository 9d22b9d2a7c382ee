/// MPEG-TS (ISO/IEC 13818-1): what older HLS players are served.
///
/// [io.kinora.media.ts.TsSegment] writes one fragment. Transport streams have start codes where
/// Matroska has lengths, and packets of 188 octets, so that here, unlike in MP4, media is copied.
@NullMarked
package io.kinora.media.ts;

import org.jspecify.annotations.NullMarked;
