package io.kinora.server.image;

import io.kinora.media.MalformedMediaException;
import io.kinora.server.playback.StreamHeaders;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentStore;
import io.kinora.store.ReadScope;
import io.kinora.store.TimeAxis;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes images of the frames of single fragments. Each fragment is decoded once for all that is
/// wanted of it, from the key frame before the first wanted frame to the last one, and not at all
/// if the images were made before.
///
/// Safe for all threads; its methods block.
final class FragmentImages {
  private static final Logger LOG = LoggerFactory.getLogger(FragmentImages.class);

  private final FragmentStore store;
  private final StreamHeaders headers;
  private final DecoderPool decoders;
  private final ImageCache cache;

  FragmentImages(
      FragmentStore store, StreamHeaders headers, DecoderPool decoders, ImageCache cache) {
    this.store = store;
    this.headers = headers;
    this.decoders = decoders;
    this.cache = cache;
  }

  /// A fragment, and what may be seen of its stream.
  record Visible(FragmentMetadata fragment, ReadScope scope) {}

  /// What there is to see.
  ///
  /// @param entries for the first of what was asked for, in its order; at least one. Fewer than
  ///     asked for when images are large: ask again for the others
  /// @param images holds their memory
  record Batch(List<ImageEntry> entries, DecodedImages images) implements AutoCloseable {
    private static final DecodedImages NOTHING = new DecodedImages(List.of(), () -> {});

    static Batch of(ImageEntry same, int count) {
      return new Batch(Collections.nCopies(count, same), NOTHING);
    }

    @Override
    public void close() {
      images.close();
    }
  }

  /// The pictures on the screen at these instants, which the fragment covers.
  ///
  /// @param timesMs on the axis, rising, at least one
  Batch at(Visible visible, TimeAxis axis, List<Long> timesMs, ImageTarget target)
      throws IOException {
    long startMs = visible.fragment().timeMs(axis);
    return make(
        visible,
        picker -> timesMs.stream().map(timeMs -> picker.at(timeMs - startMs)).toList(),
        timesMs.size(),
        target);
  }

  /// The key frame of a fragment that is shown last.
  Batch lastKeyFrame(Visible visible, ImageTarget target) throws IOException {
    return make(visible, picker -> List.of(picker.lastKey()), 1, target);
  }

  /// @param pick chooses places of frames, in the order they are shown, repeated where one is seen
  ///     several times
  /// @param count how many it chooses
  private Batch make(
      Visible visible, Function<FramePicker, List<Integer>> pick, int count, ImageTarget target)
      throws IOException {
    var opened = store.open(visible.fragment());
    if (opened.isEmpty()) {
      return Batch.of(new ImageEntry.NoMedia(), count);
    }
    try (var stored = opened.get()) {
      var video = StoredVideo.in(stored, headers);
      return video.isEmpty()
          ? Batch.of(new ImageEntry.MediaError(), count)
          : batch(video.get(), visible.scope(), pick.apply(video.get().picker()), target);
    } catch (MalformedMediaException malformed) {
      LOG.info("no images of fragment {}: {}", visible.fragment().number(), malformed.getMessage());
      return Batch.of(new ImageEntry.MediaError(), count);
    }
  }

  private Batch batch(StoredVideo video, ReadScope scope, List<Integer> places, ImageTarget target)
      throws IOException {
    var known = new HashMap<Integer, Answer>();
    var missing = new TreeSet<Integer>();
    for (int place : places) {
      cache
          .find(key(video, place, target))
          .ifPresentOrElse(
              image -> known.put(place, new Answer.Image(image)), () -> missing.add(place));
    }
    var images = Batch.NOTHING;
    if (!missing.isEmpty()) {
      // In the order they are shown, which is not the order they are decoded in.
      var wanted = places.stream().distinct().filter(missing::contains).toList();
      images = decode(video, scope, wanted, target);
      for (int i = 0; i < wanted.size(); i++) {
        known.put(wanted.get(i), images.answers().get(i));
        keep(video, wanted.get(i), images.answers().get(i), target);
      }
    }
    return new Batch(entries(places, known), images);
  }

  private DecodedImages decode(
      StoredVideo video, ReadScope scope, List<Integer> wanted, ImageTarget target)
      throws IOException {
    var frames = new JobFrames();
    if (!video.picker().needsLeadIn(wanted)) {
      return decoders.decode(frames.job(video, wanted, target));
    }
    try (var before = LeadIn.of(video.fragment(), store, scope, headers)) {
      frames.addAll(before);
      return decoders.decode(frames.job(video, wanted, target));
    }
  }

  private void keep(StoredVideo video, int place, Answer answer, ImageTarget target) {
    if (answer instanceof Answer.Image(byte[] image)) {
      cache.put(key(video, place, target), image);
    }
  }

  private static ImageCache.Key key(StoredVideo video, int place, ImageTarget target) {
    var fragment = video.fragment();
    return new ImageCache.Key(
        fragment.streamId(), fragment.number(), video.picker().row(place), target);
  }

  private static List<ImageEntry> entries(List<Integer> places, Map<Integer, Answer> known) {
    var entries = new ArrayList<ImageEntry>(places.size());
    for (int place : places) {
      switch (known.getOrDefault(place, new Answer.Failed())) {
        case Answer.Image(byte[] image) -> entries.add(new ImageEntry.Image(image));
        case Answer.Failed() -> entries.add(new ImageEntry.MediaError());
        case Answer.Left() -> {
          return entries;
        }
      }
    }
    return entries;
  }
}
