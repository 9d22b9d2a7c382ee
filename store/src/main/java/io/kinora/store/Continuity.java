package io.kinora.store;

/// Where a fragment stands in the order in which its stream was appended. The store counts it when
/// it writes the fragment and keeps it with the fragment, so that whatever players are told follows
/// from two rows by subtraction, also after a restart, and after retention took the first one.
///
/// A fragment that was not stored leaves no gap. An ordinal is never used again, whatever retention
/// took and also after the loss of the index, but for streams that keep nothing: of those the index
/// alone knows the end.
///
/// @param ordinal 1 for the first fragment of the stream, then one more each
/// @param elapsedMs sum of [FragmentMetadata#playedMs] of all fragments before it
/// @param configurations fragments up to and with this one whose configuration differs from their
///     predecessor's
/// @param configurationOrdinal first fragment of the run with this configuration that it belongs to
/// @param producerBreaks fragments up to and with this one that are not played from where their
///     predecessor ended on the producer's clock, give or take [#TOLERANCE_MS], or have another
///     configuration
/// @param serverBreaks the same on the server's clock
/// @param gapsMs sum of all pauses up to the start of this fragment: of each join where both clocks
///     have a gap above [#GAP_MS], the shorter one. A gap on the server's clock alone is footage
///     that came late, one on the producer's alone a clock that was set
/// @param gapElapsedMs `elapsedMs` of the first fragment behind the last pause; 0 if there was none
/// @param storedBytes sum of `sizeBytes` of all fragments before it
public record Continuity(
    long ordinal,
    long elapsedMs,
    int configurations,
    long configurationOrdinal,
    int producerBreaks,
    int serverBreaks,
    long gapsMs,
    long gapElapsedMs,
    long storedBytes) {
  /// How far a start may be from the end before it without being a break.
  public static final long TOLERANCE_MS = 50;

  /// Gaps up to this one are no pauses.
  public static final long GAP_MS = 1000;

  /// Of the first fragment of a stream.
  public static final Continuity FIRST = new Continuity(1, 0, 0, 1, 0, 0, 0, 0, 0);

  /// The end of a stream: all of its last fragment that counts for the next one.
  ///
  /// @param last where it stands
  /// @param configuration its [Presentation#configuration]
  /// @param producerEndMs when players have shown it, on the producer's clock
  /// @param serverEndMs the same on the server's clock
  /// @param playedMs how long players show it
  /// @param sizeBytes its octets
  public record End(
      Continuity last,
      long configuration,
      long producerEndMs,
      long serverEndMs,
      long playedMs,
      long sizeBytes) {
    public static End of(FragmentMetadata last) {
      return new End(
          last.continuity(),
          last.presentation().configuration(),
          last.playedToMs(TimeAxis.PRODUCER),
          last.playedToMs(TimeAxis.SERVER),
          last.playedMs(),
          last.sizeBytes());
    }

    /// The end once a fragment was appended that stands there.
    public static End of(NewFragment last, Continuity continuity) {
      long playedMs = last.presentation().playedMs(last.durationMs());
      long afterTimeMs = last.presentation().startMs() + playedMs;
      return new End(
          continuity,
          last.presentation().configuration(),
          last.producerTimeMs() + afterTimeMs,
          last.number().serverTimeMs() + afterTimeMs,
          playedMs,
          last.sizeBytes());
    }

    /// Where the next fragment stands.
    public Continuity next(NewFragment next) {
      long ordinal = last.ordinal + 1;
      long elapsedMs = last.elapsedMs + playedMs;
      boolean changed = next.presentation().configuration() != configuration;
      long startMs = next.presentation().startMs();
      long producerGapMs = next.producerTimeMs() + startMs - producerEndMs;
      long serverGapMs = next.number().serverTimeMs() + startMs - serverEndMs;
      long gapMs = Math.min(producerGapMs, serverGapMs);
      boolean paused = gapMs > GAP_MS;
      return new Continuity(
          ordinal,
          elapsedMs,
          last.configurations + (changed ? 1 : 0),
          changed ? ordinal : last.configurationOrdinal,
          last.producerBreaks + (changed || isBreak(producerGapMs) ? 1 : 0),
          last.serverBreaks + (changed || isBreak(serverGapMs) ? 1 : 0),
          paused ? last.gapsMs + gapMs : last.gapsMs,
          paused ? elapsedMs : last.gapElapsedMs,
          last.storedBytes + sizeBytes);
    }

    private static boolean isBreak(long gapMs) {
      return gapMs > TOLERANCE_MS || gapMs < -TOLERANCE_MS;
    }
  }
}
