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
/// @param gapsMs sum of the gaps above a second up to this one, on the session's clock
public record Place(
    FragmentMetadata fragment,
    long position,
    long elapsedMs,
    int configurations,
    int breaks,
    long configurationPosition,
    long gapsMs) {
  /// The place of a fragment in a session that plays its stream in the order of arrival. It follows
  /// from two rows of the index, whatever became of the fragments between them.
  static Place live(Session session, FragmentMetadata fragment) {
    var first = session.first().continuity();
    var own = fragment.continuity();
    return new Place(
        fragment,
        own.ordinal() - first.ordinal(),
        own.elapsedMs() - first.elapsedMs(),
        own.configurations() - first.configurations(),
        breaks(own, session.axis()) - breaks(first, session.axis()),
        Math.max(0, own.configurationOrdinal() - first.ordinal()),
        gapsMs(own, session.axis()) - gapsMs(first, session.axis()));
  }

  /// The place of the first fragment of a session.
  static Place first(FragmentMetadata fragment) {
    return new Place(fragment, 0, 0, 0, 0, 0, 0);
  }

  /// The place of the fragment that a session plays after this one.
  Place next(FragmentMetadata follower, TimeAxis axis) {
    long gap = follower.timeMs(axis) - fragment.timeMs(axis) - fragment.playedMs();
    boolean configured =
        follower.presentation().configuration() != fragment.presentation().configuration();
    return new Place(
        follower,
        position + 1,
        elapsedMs + fragment.playedMs(),
        configurations + (configured ? 1 : 0),
        breaks + (configured || Math.abs(gap) > Continuity.TOLERANCE_MS ? 1 : 0),
        configured ? position + 1 : configurationPosition,
        gapsMs + (gap > Continuity.GAP_MS ? gap : 0));
  }

  /// The end of the fragment, counted like [#elapsedMs].
  public long endMs() {
    return elapsedMs + fragment.playedMs();
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

  private static long gapsMs(Continuity continuity, TimeAxis axis) {
    return switch (axis) {
      case PRODUCER -> continuity.producerGapsMs();
      case SERVER -> continuity.serverGapsMs();
    };
  }
}
