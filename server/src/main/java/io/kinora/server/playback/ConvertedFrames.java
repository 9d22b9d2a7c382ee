package io.kinora.server.playback;

import io.kinora.media.codec.AnnexB;
import io.kinora.media.matroska.FrameTable;
import io.kinora.store.StoredFragment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.IntPredicate;

/// The frames of a fragment, some of which were in the form of Annex B: one behind the other, each
/// in the form of MP4. Other than the usual way, this one reads and copies the whole fragment.
///
/// @param frames where the frames are
/// @param octets the frames
public record ConvertedFrames(FrameTable frames, ByteBuffer octets) {
  /// Whether there are frames to convert.
  ///
  /// @param played tells the tracks that are played by their index
  public static boolean areNeeded(FrameTable frames, IntPredicate played) {
    for (int row = 0; row < frames.count(); row++) {
      if (frames.notLengthPrefixed(row) && played.test(frames.track(row))) {
        return true;
      }
    }
    return false;
  }

  /// Converts the frames of the tracks that are played; empty if one of them is damaged.
  public static Optional<ConvertedFrames> of(
      StoredFragment fragment, FrameTable frames, IntPredicate played) throws IOException {
    var rows = frames.encode();
    var newRows = ByteBuffer.allocate(rows.remaining()).put(rows);
    var octets = new ByteArrayOutputStream(fragment.clusterBytes());
    for (int row = 0; row < frames.count(); row++) {
      if (played.test(frames.track(row))) {
        byte[] frame = frame(fragment, frames, row);
        if (frames.notLengthPrefixed(row)) {
          var units =
              AnnexB.isStartCode(frame) ? AnnexB.toLengthPrefixed(frame) : Optional.<byte[]>empty();
          if (units.isEmpty()) {
            return Optional.empty();
          }
          frame = units.get();
        }
        newRows.putInt(row * FrameTable.ROW_BYTES, octets.size());
        newRows.putInt(row * FrameTable.ROW_BYTES + Integer.BYTES, frame.length);
        octets.writeBytes(frame);
      }
    }
    return Optional.of(
        new ConvertedFrames(
            FrameTable.decode(newRows.flip()), ByteBuffer.wrap(octets.toByteArray())));
  }

  /// The octets of a frame as it is stored.
  public static byte[] frame(StoredFragment fragment, FrameTable frames, int row)
      throws IOException {
    var octets = new byte[frames.size(row)];
    fragment.read(frames.offset(row), ByteBuffer.wrap(octets));
    return octets;
  }
}
