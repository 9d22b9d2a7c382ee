/// HTTP and PutMedia by hand, for what no client library lets a test see: single HTTP chunks, the
/// order of members in an acknowledgement, how a connection ends.
@NullMarked
package io.kinora.conformance.wire;

import org.jspecify.annotations.NullMarked;
