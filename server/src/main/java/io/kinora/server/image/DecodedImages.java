package io.kinora.server.image;

import java.util.List;

/// The answers to a job. They hold their part of the memory for images until they are closed.
///
/// @param answers for what was wanted, in its order
/// @param release gives the memory back
record DecodedImages(List<Answer> answers, Runnable release) implements AutoCloseable {
  @Override
  public void close() {
    release.run();
  }
}
