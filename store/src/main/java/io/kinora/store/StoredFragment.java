package io.kinora.store;

import java.io.IOException;
import java.nio.ByteBuffer;

/// A fragment held open for reading: its octets stay readable until it is closed, whatever
/// retention or deletion does meanwhile. Safe for one reader at a time; its methods may block on
/// the disk.
public interface StoredFragment extends AutoCloseable {
  FragmentMetadata metadata();

  /// The stream header that goes in front. Cached; not to be changed.
  byte[] header() throws IOException;

  /// Elements between header and Cluster, often empty.
  byte[] leading() throws IOException;

  /// The frame table as it was appended, read-only.
  ByteBuffer frameTable() throws IOException;

  /// Octets of the Cluster.
  int clusterBytes();

  /// Octets of the Cluster and of the elements behind it.
  int mediaBytes();

  /// Fills the buffer with media octets from `offset` on; fails if there are fewer.
  void read(int offset, ByteBuffer into) throws IOException;

  /// Whether the stored checksum fits the stored octets; reads them all.
  boolean intact() throws IOException;

  /// Brings the media into memory unless it is there, so that neither a transfer of [#file] nor who
  /// touches [#media] waits for the disk.
  void fetch() throws IOException;

  /// The media as memory: a direct, read-only buffer that nothing was copied into. It and its
  /// slices must not be touched once the fragment is closed. Fails where an engine has none.
  ByteBuffer media() throws IOException;

  /// The media as a range of a file, for transfer without a copy; fails where an engine has none.
  FileRange file();

  @Override
  void close();
}
