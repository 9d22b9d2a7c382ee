package io.kinora.server.ingest;

/// What a [PutMediaSession] waits for before it goes on with its body.
enum Shortage {
  NONE,
  MEMORY,
  NUMBERS,
  PACE
}
