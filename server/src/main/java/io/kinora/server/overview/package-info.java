/// What a stream holds, told by operations of our own: which times are recorded, how much is
/// stored, what a fragment is made of. They extend the service the way its own operations are
/// made: `POST`, JSON, the same signatures, the same permissions. `docs/reference/extensions.md`
/// describes them for callers; the web console is one.
@NullMarked
package io.kinora.server.overview;

import org.jspecify.annotations.NullMarked;
