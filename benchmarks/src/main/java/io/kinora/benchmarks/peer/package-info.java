/// What Kinora is compared with in the same run: the disk as `fio` sees it, and nginx.
@NullMarked
package io.kinora.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
