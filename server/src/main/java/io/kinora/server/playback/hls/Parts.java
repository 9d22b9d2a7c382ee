package io.kinora.server.playback.hls;

import io.kinora.server.api.ApiException;
import io.kinora.server.live.LiveFragment;
import io.kinora.server.playback.session.PlaybackRequest;
import io.kinora.server.playback.session.Recent;
import io.kinora.server.playback.session.Session;
import io.kinora.server.playback.session.Sessions;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.DoubleAccumulator;

/// The parts of segments, stored or arriving; what was worked out lately is remembered, for many
/// players ask for the same.
final class Parts {
  /// Parts of stored fragments that are remembered.
  private static final int REMEMBERED_MAX = 65_536;

  /// What it takes to remember one fragment, in parts or samples.
  private static final int KEY_WEIGHT = 8;

  /// Sessions whose target is remembered.
  private static final int TARGETS_MAX = 8192;

  /// Samples of arriving fragments that are remembered: each state of one is asked for by all
  /// players at once and never again.
  private static final int ARRIVING_MAX = 65_536;

  private final Sessions sessions;
  private final LiveEdge edge;
  private final Recent<Key, List<Part>> stored =
      new Recent<>(REMEMBERED_MAX, parts -> KEY_WEIGHT + parts.size());
  private final Recent<Arrival, Arrived> arriving = new Recent<>(ARRIVING_MAX, Arrived::weight);
  private final Recent<Session, DoubleAccumulator> targets = new Recent<>(TARGETS_MAX);

  private record Key(long streamId, FragmentNumber number, long track) {}

  /// A moment of a fragment that arrives.
  ///
  /// @param bytes how much of it was visible
  private record Arrival(Key key, int bytes) {}

  /// What has arrived of a fragment.
  record Arrived(Optional<LiveEdge.Arrived> track, List<Part> parts) {
    int weight() {
      return KEY_WEIGHT + track.map(arrived -> arrived.samples().count()).orElse(0);
    }

    /// When the fragment begins to be played, milliseconds after its time. Known once no frame that
    /// is to come can be shown before those which are there.
    OptionalInt startMs() {
      return track.isPresent() && (!parts.isEmpty() || track.get().samples().key(0))
          ? OptionalInt.of(track.get().startMs())
          : OptionalInt.empty();
    }
  }

  Parts(Sessions sessions, LiveEdge edge) {
    this.sessions = sessions;
    this.edge = edge;
  }

  /// All parts of a stored fragment.
  List<Part> of(Session session, FragmentMetadata row, long track) throws IOException {
    // Frames that are converted are converted as a whole, once they are stored.
    return stored.get(
        new Key(row.streamId(), row.number(), track),
        () ->
            sessions
                .unconverted(session, row, track)
                .map(samples -> Part.of(samples, true))
                .orElse(List.of()));
  }

  /// The parts so far of a fragment that arrives.
  ///
  /// @param alike a stored fragment with the same configuration
  Arrived of(PlaybackRequest request, LiveFragment fragment, FragmentMetadata alike, long track)
      throws IOException {
    var key = new Key(alike.streamId(), fragment.identity().number(), track);
    boolean complete = fragment.state() != LiveFragment.State.OPEN;
    int bytes = complete ? Integer.MAX_VALUE : fragment.visibleBytes();
    return arriving.get(
        new Arrival(key, bytes), () -> read(request, fragment, alike, track, complete));
  }

  private Arrived read(
      PlaybackRequest request,
      LiveFragment fragment,
      FragmentMetadata alike,
      long track,
      boolean complete)
      throws IOException {
    // A producer whose frames have to be converted sends all of them in that form; whether this
    // fragment's have to be is only known when it is complete.
    var arrived =
        of(request.session(), alike, track).isEmpty()
            ? Optional.<LiveEdge.Arrived>empty()
            : edge.arrived(request, fragment, alike, track);
    return new Arrived(
        arrived, arrived.map(each -> Part.of(each.samples(), complete)).orElse(List.of()));
  }

  /// The longest part of a session so far: of its first fragments, and of all that was told. A
  /// camera that sends fewer frames at night sends longer parts.
  ///
  /// @param told fragments whose parts a playlist tells
  /// @param arriving parts of the next one
  double targetSeconds(PlaybackRequest request, List<FragmentMetadata> told, List<Part> arriving)
      throws IOException {
    var session = request.session();
    var longest =
        targets.get(
            session,
            () ->
                new DoubleAccumulator(
                    Math::max,
                    Math.max(Part.SECONDS_MIN, longest(session, sessions.firstRows(request)))));
    longest.accumulate(longest(session, told));
    longest.accumulate(longest(arriving));
    return longest.get();
  }

  private double longest(Session session, List<FragmentMetadata> rows) throws IOException {
    double longest = 0;
    for (var row : rows) {
      for (long track : List.of(session.tracks().video(), session.tracks().audio())) {
        if (track != 0 && sessions.plays(session, row)) {
          longest = Math.max(longest, longest(partsOrNone(session, row, track)));
        }
      }
    }
    return longest;
  }

  private static double longest(List<Part> parts) {
    return parts.stream().mapToDouble(Part::seconds).max().orElse(0);
  }

  /// The same, or none where they cannot be had.
  List<Part> partsOrNone(Session session, FragmentMetadata row, long track) throws IOException {
    try {
      return of(session, row, track);
    } catch (ApiException _) {
      // Trimmed meanwhile, or not playable: it says nothing about the others.
      return List.of();
    }
  }
}
