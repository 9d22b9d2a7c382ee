package io.kinora.server.playback.session;

import io.kinora.store.Continuity;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.TimeAxis;

/// A fragment's place in its session: every number that is published of it. All count from the
/// session's first fragment, and none ever changes.
///
/// @param position 0 for the first fragment of the session, then one more each
/// @param elapsedMs sum of the playback durations of all before it
/// @param configurations fragments up to and including this one that are configured otherwise than
///     their predecessor
/// @param breaks fragments up to and including this one that do not continue their predecessor on
///     the session's clock, or are configured otherwise
/// @param configurationPosition position of the first fragment of the unbroken run with this
///     configuration
/// @param gapsMs sum of the pauses up to this one in which nothing was to be played
/// @param openingMs `elapsedMs` of the first fragment behind the last pause; 0 if there was none
public record Place(
    FragmentMetadata fragment,
    long position,
    long elapsedMs,
    int configurations,
    int breaks,
    long configurationPosition,
    long gapsMs,
    long openingMs) {
  /// The place of a fragment in a session that plays its stream in the order of arrival. It follows
  /// from two rows of the index, whatever became of the fragments between them.
  static Place live(Session session, FragmentMetadata fragment) {
    return live(session.first().continuity(), session.axis(), fragment);
  }

  /// @param first where the first fragment of the session stands
  static Place live(Continuity first, TimeAxis axis, FragmentMetadata fragment) {
    var own = fragment.continuity();
    return new Place(
        fragment,
        own.ordinal() - first.ordinal(),
        own.elapsedMs() - first.elapsedMs(),
        own.configurations() - first.configurations(),
        breaks(own, axis) - breaks(first, axis),
        Math.max(0, own.configurationOrdinal() - first.ordinal()),
        own.gapsMs() - first.gapsMs(),
        Math.max(0, own.gapElapsedMs() - first.elapsedMs()));
  }

  /// The place of the first fragment of a session.
  static Place first(FragmentMetadata fragment) {
    return new Place(fragment, 0, 0, 0, 0, 0, 0, 0);
  }

  /// The place of the fragment that a session plays right after this one.
  Place next(FragmentMetadata follower, TimeAxis axis) {
    long gap = follower.playedFromMs(axis) - fragment.playedToMs(axis);
    boolean configured =
        follower.presentation().configuration() != fragment.presentation().configuration();
    return new Place(
        follower,
        position + 1,
        elapsedMs + fragment.playedMs(),
        configurations + (configured ? 1 : 0),
        breaks + (configured || Math.abs(gap) > Continuity.TOLERANCE_MS ? 1 : 0),
        configured ? position + 1 : configurationPosition,
        gapsMs,
        openingMs);
  }

  /// The same place, played after another pause.
  Place after(long pauseMs) {
    return new Place(
        fragment,
        position,
        elapsedMs,
        configurations,
        breaks,
        configurationPosition,
        gapsMs + pauseMs,
        elapsedMs);
  }

  /// Where the fragment begins on the timeline of the whole, pauses and all.
  public long wallMs() {
    return elapsedMs + gapsMs;
  }

  /// Where it ends there.
  public long wallEndMs() {
    return wallMs() + fragment.playedMs();
  }

  /// The end of the fragment, counted like [#elapsedMs].
  public long endMs() {
    return elapsedMs + fragment.playedMs();
  }

  /// When the last frame of the fragment came in, if its producer sends in real time, epoch
  /// milliseconds.
  public long ingestedMs() {
    return fragment.number().serverTimeMs() + fragment.playedMs();
  }

  /// How long a rendition takes over the fragment, at most.
  long longestMs() {
    var presentation = fragment.presentation();
    return Math.max(fragment.playedMs(), Math.max(presentation.videoMs(), presentation.audioMs()));
  }

  private static int breaks(Continuity continuity, TimeAxis axis) {
    return switch (axis) {
      case PRODUCER -> continuity.producerBreaks();
      case SERVER -> continuity.serverBreaks();
    };
  }
}
