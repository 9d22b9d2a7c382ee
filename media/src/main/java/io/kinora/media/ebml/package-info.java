/// The element syntax of RFC 8794: `id | size | payload`.
///
/// [io.kinora.media.ebml.Vint] and [io.kinora.media.ebml.ElementId] decode the two fields of an
/// element's head, [io.kinora.media.ebml.EbmlCursor] walks elements that are wholly in memory, and
/// [io.kinora.media.ebml.EbmlWriter] writes them. Nothing here recurses on input: a cursor knows
/// one level, and its user decides how deep to go.
@NullMarked
package io.kinora.media.ebml;

import org.jspecify.annotations.NullMarked;
