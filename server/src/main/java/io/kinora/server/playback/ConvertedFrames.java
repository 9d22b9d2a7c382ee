package io.kinora.server.playback;

import io.kinora.media.codec.AnnexB;
import io.kinora.media.codec.TrackCodec;
import io.kinora.media.matroska.FrameTable;
import io.kinora.media.sample.PlayableTrack;
import io.kinora.store.StoredFragment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The frames of a fragment, some of which were in the form of Annex B: one behind the other, each
/// in the form of MP4. Other than the usual way, this one reads and copies the whole fragment, once
/// to learn how long its frames become and once to send them; in memory is one frame at a time.
public final class ConvertedFrames {
  /// A frame, its NAL units, and what becomes of it while it grows.
  private static final int COPIES = 4;

  /// Octets that the tables take for each frame.
  private static final int ROW_BYTES = 80;

  private final FrameTable stored;
  private final FrameTable frames;
  private final int[] rows;

  /// @param stored where the frames are in the Cluster
  /// @param frames where they are once converted
  /// @param rows those that are played
  private ConvertedFrames(FrameTable stored, FrameTable frames, int[] rows) {
    this.stored = stored;
    this.frames = frames;
    this.rows = rows;
  }

  /// Takes octets of converted frames.
  @FunctionalInterface
  public interface Receiver {
    /// Some of them; the buffer is not used again.
    void octets(ByteBuffer octets) throws IOException;
  }

  /// Whether there are frames to convert.
  ///
  /// @param played the tracks that are played, as the fragment has them
  public static boolean areNeeded(FrameTable frames, List<PlayableTrack> played) {
    for (int row = 0; row < frames.count(); row++) {
      if (frames.notLengthPrefixed(row) && isOf(played, frames.track(row))) {
        return true;
      }
    }
    return false;
  }

  /// Octets of memory that it takes to convert frames.
  public static long workBytes(FrameTable frames) {
    int largest = 0;
    for (int row = 0; row < frames.count(); row++) {
      largest = Math.max(largest, frames.size(row));
    }
    return (long) COPIES * largest + (long) ROW_BYTES * frames.count();
  }

  /// Goes through the frames of the tracks that are played; empty if one of them is damaged, or if
  /// a configuration says that lengths are shorter than those that conversion makes.
  static Optional<ConvertedFrames> of(
      StoredFragment fragment, FrameTable stored, List<PlayableTrack> played) throws IOException {
    if (!played.stream().allMatch(ConvertedFrames::hasUsualLengths)) {
      return Optional.empty();
    }
    fragment.fetch();
    var encoded = stored.encode();
    var newRows = ByteBuffer.allocate(encoded.remaining()).put(encoded);
    var rows = new int[stored.count()];
    int count = 0;
    int end = 0;
    for (int row = 0; row < stored.count(); row++) {
      if (isOf(played, stored.track(row))) {
        var converted = converted(stored, row, frame(fragment, stored, row));
        if (converted.isEmpty()) {
          return Optional.empty();
        }
        int size = converted.get().length;
        newRows.putInt(row * FrameTable.ROW_BYTES, end);
        newRows.putInt(row * FrameTable.ROW_BYTES + Integer.BYTES, size);
        end = Math.addExact(end, size);
        rows[count++] = row;
      }
    }
    return Optional.of(
        new ConvertedFrames(stored, FrameTable.decode(newRows.flip()), Arrays.copyOf(rows, count)));
  }

  /// Where the frames are.
  public FrameTable frames() {
    return frames;
  }

  /// Converts so many octets from an offset on, which [#frames] counts, frame by frame.
  ///
  /// @param fragment the one that the frames are from
  public void read(StoredFragment fragment, int offset, int size, Receiver receiver)
      throws IOException {
    int end = offset + size;
    int position = offset;
    for (int at = firstAt(offset); position < end; at++) {
      byte[] frame = converted(stored, rows[at], frame(fragment, stored, rows[at])).orElseThrow();
      int from = position - frames.offset(rows[at]);
      int to = Math.min(frame.length, end - frames.offset(rows[at]));
      receiver.octets(ByteBuffer.wrap(frame, from, to - from));
      position += to - from;
    }
  }

  /// Index of the row that an octet is in.
  private int firstAt(int offset) {
    int low = 0;
    int high = rows.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      boolean before = frames.offset(rows[middle]) + frames.size(rows[middle]) <= offset;
      low = before ? middle + 1 : low;
      high = before ? high : middle;
    }
    return low;
  }

  /// A frame as it is played; empty if it is damaged.
  private static Optional<byte[]> converted(FrameTable stored, int row, byte[] frame) {
    if (!stored.notLengthPrefixed(row)) {
      return Optional.of(frame);
    }
    return AnnexB.isStartCode(frame) ? AnnexB.toLengthPrefixed(frame) : Optional.empty();
  }

  private static boolean isOf(List<PlayableTrack> tracks, int index) {
    return tracks.stream().anyMatch(track -> track.index() == index);
  }

  private static boolean hasUsualLengths(PlayableTrack track) {
    return switch (track.codec()) {
      case TrackCodec.Avc(var avc, _) -> avc.nalLengthBytes() == AnnexB.LENGTH_BYTES;
      case TrackCodec.Hevc(var hevc, _) -> hevc.nalLengthBytes() == AnnexB.LENGTH_BYTES;
      case TrackCodec.Aac _, TrackCodec.G711 _ -> true;
    };
  }

  /// The octets of a frame as it is stored.
  public static byte[] frame(StoredFragment fragment, FrameTable frames, int row)
      throws IOException {
    var octets = new byte[frames.size(row)];
    fragment.read(frames.offset(row), ByteBuffer.wrap(octets));
    return octets;
  }
}
