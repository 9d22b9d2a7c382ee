/// GetImages: pictures of a stream at points in time, as JPEG or PNG.
///
/// Read first: [io.kinora.server.image.GetImages] (which instants, page by page),
/// [io.kinora.server.image.FragmentImages] (which frames of a fragment, and what the decoder needs
/// to make them) and [io.kinora.server.image.DecoderPool] (the decoders, which are child processes:
/// what cameras send is decoded by native code, and neither its crash nor its exploit may reach the
/// server).
///
/// Nothing here links the decoder. It is the module `images`, whose package page specifies the
/// protocol between the two; a server without it answers MEDIA_ERROR where an image should be.
@NullMarked
package io.kinora.server.image;

import org.jspecify.annotations.NullMarked;
