/// Retention: what has expired or was deleted leaves the index, then the disk.
///
/// Readers never depend on it: every query carries the time before which nothing may be seen, and a
/// deleted stream is gone with its row. This package only gives space back, in whole segments where
/// it can and out of the middle of a segment where it must.
///
/// Read [Reaper].
@NullMarked
package io.kinora.store.retention;

import org.jspecify.annotations.NullMarked;
