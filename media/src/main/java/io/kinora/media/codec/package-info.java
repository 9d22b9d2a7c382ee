/// Codec configurations, as Matroska carries them in CodecPrivate: enough of each to name the
/// codec, the picture size and the sampling rate.
///
/// [io.kinora.media.codec.Codecs] describes a track and never fails; the configurations themselves
/// are read strictly. Positions in failures are octets of the configuration.
@NullMarked
package io.kinora.media.codec;

import org.jspecify.annotations.NullMarked;
