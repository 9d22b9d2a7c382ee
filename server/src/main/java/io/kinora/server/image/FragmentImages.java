package io.kinora.server.image;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.FrameTable;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.media.matroska.Track;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentStore;
import io.kinora.store.StoredFragment;
import io.kinora.store.TimeAxis;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
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
  private final DecoderPool decoders;
  private final ImageCache cache;

  FragmentImages(FragmentStore store, DecoderPool decoders, ImageCache cache) {
    this.store = store;
    this.decoders = decoders;
    this.cache = cache;
  }

  /// What there is to see at some instants.
  ///
  /// @param entries for the first of the instants asked for, in their order; at least one. Fewer
  ///     than asked for when they are large: ask again for the others
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
  Batch at(FragmentMetadata fragment, TimeAxis axis, List<Long> timesMs, ImageTarget target)
      throws IOException {
    var opened = store.open(fragment);
    if (opened.isEmpty()) {
      return Batch.of(new ImageEntry.NoMedia(), timesMs.size());
    }
    try (var stored = opened.get()) {
      var video = Video.in(stored);
      if (video.isEmpty()) {
        return Batch.of(new ImageEntry.MediaError(), timesMs.size());
      }
      var picker = video.get().picker();
      long startMs = fragment.timeMs(axis);
      return batch(
          video.get(),
          timesMs.stream().map(timeMs -> picker.at(timeMs - startMs)).toList(),
          target);
    } catch (MalformedMediaException malformed) {
      LOG.info("no images of fragment {}: {}", fragment.number(), malformed.getMessage());
      return Batch.of(new ImageEntry.MediaError(), timesMs.size());
    }
  }

  /// The key frame of a fragment that is shown last; empty if there is none to be made an image of.
  Optional<byte[]> lastKeyFrame(FragmentMetadata fragment, ImageTarget target) throws IOException {
    var opened = store.open(fragment);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    try (var stored = opened.get()) {
      var video = Video.in(stored);
      if (video.isEmpty()) {
        return Optional.empty();
      }
      var key = List.of(video.get().picker().lastKey());
      try (var batch = batch(video.get(), key, target)) {
        return batch.entries().getFirst() instanceof ImageEntry.Image(byte[] image)
            ? Optional.of(image)
            : Optional.empty();
      }
    } catch (MalformedMediaException malformed) {
      LOG.info("no image of fragment {}: {}", fragment.number(), malformed.getMessage());
      return Optional.empty();
    }
  }

  /// @param places of frames in the order they are shown, repeated where one is seen several times
  private Batch batch(Video video, List<Integer> places, ImageTarget target) throws IOException {
    var known = new HashMap<Integer, Answer>();
    var missing = new TreeSet<Integer>();
    for (int place : places) {
      cache
          .find(video.key(place, target))
          .ifPresentOrElse(
              image -> known.put(place, new Answer.Image(image)), () -> missing.add(place));
    }
    var images = Batch.NOTHING;
    if (!missing.isEmpty()) {
      // In the order they are shown, which is not the order they are decoded in.
      var wanted = places.stream().distinct().filter(missing::contains).toList();
      images = decoders.decode(video.job(wanted, video.picker().runs(missing), target));
      for (int i = 0; i < wanted.size(); i++) {
        known.put(wanted.get(i), images.answers().get(i));
        keep(video, wanted.get(i), images.answers().get(i), target);
      }
    }
    return new Batch(entries(places, known), images);
  }

  private void keep(Video video, int place, Answer answer, ImageTarget target) {
    if (answer instanceof Answer.Image(byte[] image) && video.picker().key(place)) {
      cache.put(video.key(place, target), image);
    }
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

  /// The video of an open fragment.
  private record Video(
      StoredFragment stored,
      VideoCodec codec,
      AnnexBFrames form,
      FrameTable frames,
      FramePicker picker) {

    /// Empty if the fragment has no video that can be decoded.
    static Optional<Video> in(StoredFragment stored) throws IOException, MalformedMediaException {
      var header = StoredHeaders.parse(stored.header());
      int index = videoTrack(header);
      if (index < 0) {
        return Optional.empty();
      }
      var track = header.tracks().get(index);
      var codec = VideoCodec.of(track);
      if (codec.isEmpty() || track.encoded()) {
        return Optional.empty();
      }
      var frames = FrameTable.decode(stored.frameTable());
      var picker = new FramePicker(frames, index, header.timestampScaleNs());
      if (picker.isEmpty()) {
        return Optional.empty();
      }
      var form = AnnexBFrames.of(codec.get(), track);
      return form.configuration().length > PictureJob.CONFIGURATION_BYTES_MAX
          ? Optional.empty()
          : Optional.of(new Video(stored, codec.get(), form, frames, picker));
    }

    /// Track 1 by number, if it is video, or else the first video there is; negative without any.
    private static int videoTrack(StreamHeader header) {
      int first = -1;
      for (int i = 0; i < header.tracks().size(); i++) {
        var track = header.tracks().get(i);
        if (track.type() == Track.VIDEO) {
          if (track.number() == 1) {
            return i;
          }
          first = first < 0 ? i : first;
        }
      }
      return first;
    }

    ImageCache.Key key(int place, ImageTarget target) {
      var fragment = stored.metadata();
      return new ImageCache.Key(fragment.streamId(), fragment.number(), picker.row(place), target);
    }

    PictureJob job(List<Integer> wanted, List<FramePicker.Run> runs, ImageTarget target) {
      var sent = new ArrayList<PictureJob.Frame>();
      var indexes = new HashMap<Integer, Integer>();
      for (var run : runs) {
        for (int place = run.first(); place <= run.last(); place++) {
          indexes.put(place, sent.size());
          boolean anew = place == run.first();
          sent.add(new PictureJob.Frame(picker.row(place), anew, picker.time(place)));
        }
      }
      return new PictureJob(
          "fragment " + stored.metadata().number(),
          codec,
          form.configuration(),
          sent,
          wanted.stream().map(indexes::get).toList(),
          target,
          this::octets);
    }

    /// A frame as the decoder takes it; nothing of one that is too large.
    private ByteBuffer octets(int row) throws IOException {
      int size = frames.size(row);
      if (size < 0 || size > PictureJob.FRAME_BYTES_MAX) {
        return ByteBuffer.allocate(0);
      }
      var frame = ByteBuffer.allocate(size);
      stored.read(frames.offset(row), frame);
      var converted = form.convert(frame.flip());
      return converted.remaining() > PictureJob.FRAME_BYTES_MAX
          ? ByteBuffer.allocate(0)
          : converted;
    }
  }
}
