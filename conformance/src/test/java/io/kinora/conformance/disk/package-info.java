/// A disk whose power can be cut, below a real file system: what was written to it and not flushed
/// is forgotten, in part or in whole. The kernel's ext4 and loop driver are the real ones; only the
/// disk itself is made up, by a file system of one file that this process answers for.
@NullMarked
package io.kinora.conformance.disk;

import org.jspecify.annotations.NullMarked;
