package io.kinora.server.ingest;

/// How far a [PutMediaSession] has come.
enum Phase {
  /// The body flows.
  RECEIVING,
  /// The body is over, the last fragments are on their way to the disk.
  DRAINING,
  /// Over.
  CLOSED
}
