package io.kinora.server.playback.session;

import io.kinora.server.playback.Container;

/// What a session is played by, and what its player wants to see.
public sealed interface Format {
  /// What HLS media segments are packed in, in AWS's names.
  enum ContainerFormat {
    FRAGMENTED_MP4(Container.HLS_FMP4),
    MPEG_TS(Container.HLS_TS);

    private final Container gate;

    ContainerFormat(Container gate) {
      this.gate = gate;
    }

    /// What it can carry.
    public Container gate() {
      return gate;
    }
  }

  /// Where an HLS playlist says that timestamps jump, in AWS's names. A change of configuration is
  /// marked in every mode, because decoders must be set up anew there.
  enum Discontinuities {
    ALWAYS,
    NEVER,
    ON_DISCONTINUITY
  }

  /// An HLS session.
  ///
  /// @param showsTime whether each segment carries the time at which its fragment started
  /// @param targetSeconds the target duration that the first playlist announces
  /// @param reorderTicks how much earlier than shown a frame of a transport stream is decoded, in
  ///     ticks of 90 kHz: the same in all its segments, unless one needs more
  /// @param lowLatency whether playlists tell the parts of what arrives, unless a player says
  ///     otherwise
  record Hls(
      ContainerFormat container,
      Discontinuities discontinuities,
      boolean showsTime,
      int targetSeconds,
      long reorderTicks,
      boolean lowLatency)
      implements Format {}

  /// A DASH session.
  ///
  /// @param showsTime whether each segment carries the time at which its fragment started
  /// @param showsNumber whether each segment carries the number of its fragment
  /// @param availabilityStartMs the wall time at which media time 0 was, or would have been,
  ///     available, epoch milliseconds
  record Dash(boolean showsTime, boolean showsNumber, long availabilityStartMs) implements Format {}
}
