package io.kinora.media.mp4;

import java.io.IOException;

/// The tables of a `stbl` that grow with the clip.
enum ClipTable {
  /// `stts`: that the sample before a chunk lasts until it begins, and the durations of the chunk's
  /// own samples but the last; at the end that of the very last sample.
  TIMES,
  /// `ctts`
  COMPOSITION_OFFSETS,
  /// `stss`
  KEYS,
  /// `stsz`
  SIZES,
  /// `stsc`: the samples of each chunk
  CHUNKS,
  /// `stco` or `co64`
  CHUNK_OFFSETS;

  int rowBytes(boolean wideOffsets) {
    return switch (this) {
      case TIMES, COMPOSITION_OFFSETS -> 8;
      case KEYS, SIZES -> 4;
      case CHUNKS -> 12;
      case CHUNK_OFFSETS -> wideOffsets ? 8 : 4;
    };
  }

  /// Rows that were written when the track had come so far.
  long rows(ClipTrack track) {
    return switch (this) {
      case TIMES -> track.timeRows;
      case COMPOSITION_OFFSETS -> track.offsetRows;
      case KEYS -> track.keys;
      case SIZES -> track.samples;
      case CHUNKS, CHUNK_OFFSETS -> track.chunks;
    };
  }

  /// Writes the rows of a chunk.
  ///
  /// @param offset of the chunk in the file
  /// @param reorderDelay of the whole track
  void write(ClipChunk chunk, long offset, int reorderDelay, Rows out) throws IOException {
    var track = chunk.track();
    var samples = chunk.samples();
    switch (this) {
      case TIMES -> {
        if (track.started()) {
          out.pair(1, track.lastDuration(chunk.firstTime()));
        }
        chunk.timeRows(out::pair);
      }
      case COMPOSITION_OFFSETS ->
          chunk.offsetRows((count, value) -> out.pair(count, value + reorderDelay));
      case KEYS -> {
        for (int i = 0; i < samples.count(); i++) {
          if (samples.key(i)) {
            out.number(track.samples + i + 1);
          }
        }
      }
      case SIZES -> {
        for (int i = 0; i < samples.count(); i++) {
          out.number(samples.size(i));
        }
      }
      case CHUNKS -> {
        out.pair(track.chunks + 1, chunk.count());
        out.number(1);
      }
      case CHUNK_OFFSETS -> out.offset(offset);
    }
  }

  /// Takes what rows are made of.
  interface Rows {
    void number(long value) throws IOException;

    void offset(long value) throws IOException;

    default void pair(long first, long second) throws IOException {
      number(first);
      number(second);
    }
  }
}
