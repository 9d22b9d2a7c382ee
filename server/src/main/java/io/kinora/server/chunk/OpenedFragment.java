package io.kinora.server.chunk;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentStore;
import io.kinora.store.StoredFragment;
import java.io.IOException;
import java.util.Optional;

/// A stored fragment of which everything but the media has been read, so that one that cannot be
/// read is found out before any octet of its chunk is sent.
///
/// @param stored to be closed by whoever takes this over
/// @param header the stream header
/// @param leading elements between header and Cluster
public record OpenedFragment(StoredFragment stored, byte[] header, byte[] leading) {
  /// Opens a fragment; empty if it was trimmed or deleted meanwhile.
  public static Optional<OpenedFragment> of(FragmentStore store, FragmentMetadata row)
      throws IOException {
    var opened = store.open(row);
    return opened.isPresent() ? Optional.of(read(opened.get())) : Optional.empty();
  }

  private static OpenedFragment read(StoredFragment stored) throws IOException {
    try {
      return new OpenedFragment(stored, stored.header(), stored.leading());
    } catch (IOException | RuntimeException failure) {
      stored.close();
      throw failure;
    }
  }
}
