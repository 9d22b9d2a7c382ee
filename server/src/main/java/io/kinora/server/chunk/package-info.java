/// What a consumer gets for one fragment: the chunk, that is the stream header, the tags that the
/// service adds, the Cluster as the producer sent it, and the tags behind it.
///
/// Chunk → StreamHeader, Leading, TagsBefore, Cluster, ProducerTrailer, TagsAfter?
///
/// The producer's octets stay untouched; only the two Tags elements are made here.
@NullMarked
package io.kinora.server.chunk;

import org.jspecify.annotations.NullMarked;
