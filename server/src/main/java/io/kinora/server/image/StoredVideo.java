package io.kinora.server.image;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.matroska.FrameTable;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.media.matroska.Track;
import io.kinora.server.playback.StreamHeaders;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.StoredFragment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// The video of an open fragment.
///
/// @param codec of its track
/// @param form of its frames
/// @param picker finds its frames
record StoredVideo(
    StoredFragment stored,
    FrameTable frames,
    VideoCodec codec,
    AnnexBFrames form,
    FramePicker picker) {
  /// Empty if the fragment has no video that can be decoded.
  static Optional<StoredVideo> in(StoredFragment stored, StreamHeaders headers)
      throws IOException, MalformedMediaException {
    var header = headers.read(stored.header());
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
    var form = AnnexBFrames.of(codec.get(), track);
    return picker.isEmpty() || form.configuration().length > PictureJob.CONFIGURATION_BYTES_MAX
        ? Optional.empty()
        : Optional.of(new StoredVideo(stored, frames, codec.get(), form, picker));
  }

  /// Track 1 by number, if it is video, or else the first video there is; negative without any.
  private static int videoTrack(StreamHeader header) {
    int first = -1;
    for (int i = header.tracks().size() - 1; i >= 0; i--) {
      var track = header.tracks().get(i);
      if (track.type() == Track.VIDEO) {
        if (track.number() == 1) {
          return i;
        }
        first = i;
      }
    }
    return first;
  }

  FragmentMetadata fragment() {
    return stored.metadata();
  }

  /// A frame as the decoder takes it; nothing of one that is too large.
  ///
  /// @param place among the frames of the track
  ByteBuffer read(int place) throws IOException {
    int row = picker.row(place);
    int size = frames.size(row);
    if (size < 0 || size > PictureJob.FRAME_BYTES_MAX) {
      return ByteBuffer.allocate(0);
    }
    var frame = ByteBuffer.allocate(size);
    stored.read(frames.offset(row), frame);
    var converted = form.convert(frame.flip());
    return converted.remaining() > PictureJob.FRAME_BYTES_MAX ? ByteBuffer.allocate(0) : converted;
  }
}
