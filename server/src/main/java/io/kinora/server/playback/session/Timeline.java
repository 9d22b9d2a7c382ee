package io.kinora.server.playback.session;

import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.util.Optional;

/// The fragments of one session in the order in which it publishes them. Safe for all threads; may
/// block on the disk.
public interface Timeline {
  /// How often what decoders are set up with may change in a session. It ends before the change
  /// that would be one more.
  int CONFIGURATIONS_MAX = 500;

  /// What a playlist lists now; throws [io.kinora.server.api.ApiException] if there is nothing.
  ///
  /// @param stream the stream as it is now
  /// @param nowMs epoch milliseconds
  Window window(StreamRecord stream, long nowMs) throws IOException;

  /// The fragment at a position, if the session has published that position, not long ago, and the
  /// fragment is still there.
  Optional<Place> at(StreamRecord stream, long position, long nowMs) throws IOException;

  /// A fragment with the configuration of the run that begins at a position: the first one, or,
  /// when that has been trimmed, another.
  Optional<Place> run(StreamRecord stream, long position, long nowMs) throws IOException;

  /// A fragment of the session, if its row is in memory; empty says nothing of whether it is
  /// stored.
  Optional<FragmentMetadata> held(StreamRecord stream, FragmentNumber number, long nowMs)
      throws IOException;

  /// Rows held in memory. Never waits.
  int weight();
}
