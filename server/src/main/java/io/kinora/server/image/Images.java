package io.kinora.server.image;

import io.kinora.server.image.FragmentImages.Visible;
import io.kinora.server.playback.StreamHeaders;
import io.kinora.store.FragmentStore;
import io.kinora.store.ReadScope;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// The images of a server: the decoders, and what they made. Closing ends the decoders.
public final class Images implements AutoCloseable {
  private final FragmentStore store;
  private final DecoderPool decoders;
  private final FragmentImages fragments;

  /// @param libraries directory that the decoder may unpack its native libraries to
  public Images(FragmentStore store, StreamHeaders headers, ImageConfig config, Path libraries) {
    this(
        store,
        headers,
        config,
        new DecoderCommand(
            config.decoder().orElseGet(DecoderCommand::besideThisJar),
            libraries,
            config.decoderMemory().octets()));
  }

  Images(FragmentStore store, StreamHeaders headers, ImageConfig config, DecoderCommand command) {
    this.store = store;
    this.decoders = new DecoderPool(command, config);
    this.fragments =
        new FragmentImages(store, headers, decoders, new ImageCache(config.cache().octets()));
  }

  DecoderPool decoders() {
    return decoders;
  }

  FragmentImages fragments() {
    return fragments;
  }

  /// A small picture of what a stream shows now: the key frame that was stored last, as a JPEG.
  /// Cheap, and cheaper when asked for again; it blocks. Empty if there is nothing to be seen.
  ///
  /// @param width of the image, 1 to 3840; the height keeps the shape
  public Optional<byte[]> preview(StreamRecord stream, int width, long nowMs) throws IOException {
    var scope = ReadScope.playable(stream, nowMs);
    var newest = store.newest(scope, 1);
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    var target = new ImageTarget(ImageTarget.Format.JPEG, ImageTarget.ANY_QUALITY, width, 0);
    try (var batch = fragments.lastKeyFrame(new Visible(newest.getFirst(), scope), target)) {
      return batch.entries().getFirst() instanceof ImageEntry.Image(byte[] image)
          ? Optional.of(image)
          : Optional.empty();
    }
  }

  @Override
  public void close() {
    decoders.close();
  }
}
