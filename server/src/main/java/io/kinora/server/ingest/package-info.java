/// PutMedia: sessions, the open fragment, acknowledgements.
@NullMarked
package io.kinora.server.ingest;

import org.jspecify.annotations.NullMarked;
