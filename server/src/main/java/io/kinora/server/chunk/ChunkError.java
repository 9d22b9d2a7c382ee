package io.kinora.server.chunk;

/// Errors that are told inside a media response, after its 200.
public enum ChunkError {
  FRAGMENT_NOT_FOUND(4000),
  INTERNAL_ERROR(5000);

  private final int id;

  ChunkError(int id) {
    this.id = id;
  }

  int id() {
    return id;
  }
}
