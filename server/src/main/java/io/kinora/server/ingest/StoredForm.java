package io.kinora.server.ingest;

import io.kinora.media.codec.NalUnits;
import io.kinora.media.matroska.FragmentDuration;
import io.kinora.media.matroska.FrameTable;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.server.live.LiveFragment;
import io.kinora.store.NewFragment;
import io.kinora.store.StreamRecord;

/// What the store gets of a complete fragment.
final class StoredForm {
  private static final long NANOS_PER_MS = 1_000_000;

  private StoredForm() {}

  static NewFragment of(
      StreamRecord stream, LiveFragment fragment, FrameTable frames, StreamHeader header) {
    long scaleNs = header.timestampScaleNs();
    var identity = fragment.identity();
    var media = fragment.media();
    NalUnits.check(header, frames, media);
    return new NewFragment(
        stream.id(),
        identity.number(),
        identity.producerTimeMs(),
        FragmentDuration.listedNs(frames, scaleNs) / NANOS_PER_MS,
        FragmentDuration.playbackNs(frames, scaleNs, header.tracks()) / NANOS_PER_MS,
        FragmentPresentation.of(frames, header, identity),
        stream.retentionHours() > 0,
        identity.header(),
        identity.leading(),
        frames.encode(),
        media,
        fragment.clusterBytes());
  }
}
