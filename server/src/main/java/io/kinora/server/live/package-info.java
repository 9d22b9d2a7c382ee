/// GetMedia: readers that follow a stream from anywhere in the archive to the open fragment.
@NullMarked
package io.kinora.server.live;

import org.jspecify.annotations.NullMarked;
