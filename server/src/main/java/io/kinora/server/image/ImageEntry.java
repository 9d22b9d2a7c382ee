package io.kinora.server.image;

import io.kinora.server.api.JsonWriter;

/// What GetImages says of one instant.
sealed interface ImageEntry {
  /// The picture on the screen; the octets are not to be changed.
  record Image(byte[] octets) implements ImageEntry {}

  /// No fragment covers the instant.
  record NoMedia() implements ImageEntry {}

  /// A fragment covers it, of which no picture can be made.
  record MediaError() implements ImageEntry {}

  default void writeTo(JsonWriter json, long timeMs) {
    json.timestamp("TimeStamp", timeMs);
    switch (this) {
      case Image(byte[] octets) -> json.binary("ImageContent", octets);
      case NoMedia() -> json.text("Error", "NO_MEDIA");
      case MediaError() -> json.text("Error", "MEDIA_ERROR");
    }
  }

  /// Octets of the response that this takes, with a little to spare.
  default long bytes() {
    return switch (this) {
      case Image(byte[] octets) -> OVERHEAD_BYTES + (octets.length + 2L) / 3 * 4;
      case NoMedia(), MediaError() -> OVERHEAD_BYTES;
    };
  }

  /// Of the names, the time and the punctuation.
  int OVERHEAD_BYTES = 64;
}
