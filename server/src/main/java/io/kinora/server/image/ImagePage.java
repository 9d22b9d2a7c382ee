package io.kinora.server.image;

import io.kinora.server.api.JsonWriter.Items;
import io.kinora.server.image.FragmentImages.Visible;
import io.kinora.store.FragmentMetadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// One page of entries, made while it is written. For one thread.
final class ImagePage {
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

  void writeTo(Items entries) throws IOException {
    for (var group : groups()) {
      if (group.fragment().isEmpty()) {
        write(Collections.nCopies(group.timesMs().size(), new ImageEntry.NoMedia()), entries);
      } else {
        write(group.fragment().get(), group.timesMs(), entries);
      }
      if (full) {
        return;
      }
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
      var visible = new Visible(fragment, fragments.scope());
      try (var batch = images.at(visible, request.range().axis(), left, request.target())) {
        write(batch.entries(), entries);
        left = left.subList(batch.entries().size(), left.size());
      }
    }
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
