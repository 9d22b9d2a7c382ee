package io.kinora.server.control;

import io.kinora.server.api.ApiError;
import io.kinora.store.StreamRecord;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Version tokens: a client that changes a stream proves with one that it knows the stream's
/// present settings. Safe for all threads if the random source is.
final class Versions {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int LENGTH = 20;

  private final RandomGenerator random;

  Versions(RandomGenerator random) {
    this.random = random;
  }

  /// A token that no stream has had.
  String next() {
    var token = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      token.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return token.toString();
  }

  /// Throws unless the token is that of the stream; an absent token fits every stream.
  static void check(StreamRecord stream, @Nullable String current) {
    if (current != null && !current.equals(stream.version())) {
      throw ApiError.VERSION_MISMATCH.because(
          "The CurrentVersion is not the version of stream %s.".formatted(stream.name()));
    }
  }
}
