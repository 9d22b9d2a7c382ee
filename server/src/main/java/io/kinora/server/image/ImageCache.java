package io.kinora.server.image;

import io.kinora.store.FragmentNumber;
import java.util.LinkedHashMap;
import java.util.Optional;

/// Images that were made, the one used longest ago dropped first: previews and time lines ask for
/// the same ones again and again. Safe for all threads.
final class ImageCache {
  private final long maxBytes;
  private final LinkedHashMap<Key, byte[]> images = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /// Which image.
  ///
  /// @param row of the frame in its fragment's frame table
  record Key(long streamId, FragmentNumber fragment, int row, ImageTarget target) {}

  /// @param maxBytes of all images together; 0 keeps none
  ImageCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  synchronized Optional<byte[]> find(Key key) {
    return Optional.ofNullable(images.get(key));
  }

  synchronized void put(Key key, byte[] image) {
    if (image.length > maxBytes) {
      return;
    }
    var before = images.put(key, image);
    bytes += image.length - (before == null ? 0 : before.length);
    var oldest = images.entrySet().iterator();
    while (bytes > maxBytes) {
      bytes -= oldest.next().getValue().length;
      oldest.remove();
    }
  }

  synchronized long bytes() {
    return bytes;
  }
}
