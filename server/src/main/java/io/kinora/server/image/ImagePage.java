package io.kinora.server.image;

import io.kinora.server.api.JsonWriter.Items;
import io.kinora.server.image.FragmentImages.Batch;
import io.kinora.server.image.FragmentImages.Visible;
import io.kinora.store.FragmentMetadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One page of entries, made while it is written, but for the first images, which [#begin] makes.
/// For one thread. Holds images until it is closed.
final class ImagePage implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ImagePage.class);

  /// The service's limit of a response, with room for what surrounds the entries.
  private static final long BYTES_MAX = 100L * 1024 * 1024 - 16 * 1024;

  private final FragmentImages images;
  private final FragmentCursor fragments;
  private final ImageRequest request;
  private final Sampling sampling;
  private final int end;
  private int next;
  private long roomBytes = BYTES_MAX;
  private boolean full;
  private List<Group> groups = List.of();
  private @Nullable Batch begun;

  /// @param first index of the first instant
  /// @param end index behind the last instant
  ImagePage(
      FragmentImages images, FragmentCursor fragments, ImageRequest request, int first, int end) {
    this.images = images;
    this.fragments = fragments;
    this.request = request;
    this.sampling = request.sampling();
    this.next = first;
    this.end = end;
  }

  /// Index of the first instant that is not in the page, once it was written.
  int next() {
    return next;
  }

  /// Instants in a row that one fragment covers, or none does.
  private record Group(Optional<FragmentMetadata> fragment, List<Long> timesMs) {}

  /// Makes the first images.
  ///
  /// @throws DecoderBusyException if that cannot begin in time
  void begin() throws IOException {
    groups = groups();
    for (var group : groups) {
      if (group.fragment().isPresent()) {
        begun = make(group.fragment().get(), group.timesMs());
        return;
      }
    }
  }

  /// Writes the entries, once, after [#begin]. The page ends early where decoders are busy.
  void writeTo(Items entries) throws IOException {
    try {
      for (var group : groups) {
        if (group.fragment().isEmpty()) {
          write(Collections.nCopies(group.timesMs().size(), new ImageEntry.NoMedia()), entries);
        } else {
          write(group.fragment().get(), group.timesMs(), entries);
        }
        if (full) {
          return;
        }
      }
    } catch (DecoderBusyException busy) {
      LOG.info("a page of images ends early: {}", busy.getMessage());
    }
  }

  @Override
  public void close() {
    if (begun != null) {
      begun.close();
      begun = null;
    }
  }

  private List<Group> groups() throws IOException {
    var groups = new ArrayList<Group>();
    for (int i = next; i < end; i++) {
      long timeMs = sampling.at(i);
      var fragment = fragments.covering(timeMs);
      if (groups.isEmpty() || !groups.getLast().fragment().equals(fragment)) {
        groups.add(new Group(fragment, new ArrayList<>()));
      }
      groups.getLast().timesMs().add(timeMs);
    }
    return groups;
  }

  private void write(FragmentMetadata fragment, List<Long> timesMs, Items entries)
      throws IOException {
    var left = timesMs;
    while (!left.isEmpty() && !full) {
      try (var batch = next(fragment, left)) {
        write(batch.entries(), entries);
        left = left.subList(batch.entries().size(), left.size());
      }
    }
  }

  private Batch next(FragmentMetadata fragment, List<Long> timesMs) throws IOException {
    var first = begun;
    begun = null;
    return first == null ? make(fragment, timesMs) : first;
  }

  private Batch make(FragmentMetadata fragment, List<Long> timesMs) throws IOException {
    var visible = new Visible(fragment, fragments.scope());
    return images.at(visible, request.range().axis(), timesMs, request.target());
  }

  private void write(List<? extends ImageEntry> batch, Items entries) {
    for (var entry : batch) {
      if (entry.bytes() > roomBytes) {
        full = true;
        return;
      }
      roomBytes -= entry.bytes();
      long timeMs = sampling.at(next);
      entries.add(json -> entry.writeTo(json, timeMs));
      next++;
    }
  }
}
