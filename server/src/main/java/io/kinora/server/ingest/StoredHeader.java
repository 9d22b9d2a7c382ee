package io.kinora.server.ingest;

import io.kinora.media.codec.DecoderSetup;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.store.HeaderBlob;
import java.util.Arrays;

/// A stream header as its fragments are stored with it.
///
/// @param first that of the first fragment
/// @param others that of all others; often the same
/// @param configuration fingerprint of what decoders are set up with
record StoredHeader(HeaderBlob first, HeaderBlob others, long configuration) {
  static StoredHeader of(StreamHeader header) {
    var first = new HeaderBlob(header.firstBytes());
    boolean same = Arrays.equals(header.bytes(), header.firstBytes());
    var others = same ? first : new HeaderBlob(header.bytes());
    return new StoredHeader(first, others, DecoderSetup.fingerprint(header.tracks()));
  }
}
