package io.kinora.server.playback.hls;

import io.kinora.media.sample.SampleTable;
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

/// The parts of segments, stored or arriving; what was worked out lately is remembered, for many
/// players ask for the same.
final class Parts {
  private static final int REMEMBERED_MAX = 1024;

  private final Sessions sessions;
  private final LiveEdge edge;
  private final Recent<Key, List<Part>> stored = new Recent<>(REMEMBERED_MAX);
  private final Recent<Key, Arrived> arriving = new Recent<>(REMEMBERED_MAX);
  private final Recent<Session, Double> targets = new Recent<>(REMEMBERED_MAX);

  private record Key(long streamId, FragmentNumber number, long track) {}

  /// What has arrived of a fragment.
  ///
  /// @param bytes how much of it was visible
  record Arrived(int bytes, Optional<SampleTable> samples, List<Part> parts) {}

  Parts(Sessions sessions, LiveEdge edge) {
    this.sessions = sessions;
    this.edge = edge;
  }

  /// All parts of a stored fragment.
  List<Part> of(Session session, FragmentMetadata row, long track) throws IOException {
    var key = new Key(row.streamId(), row.number(), track);
    var known = stored.find(key);
    if (known.isPresent()) {
      return known.get();
    }
    // Frames that are converted are converted as a whole, once they are stored.
    List<Part> parts =
        sessions.isConverted(session, row, track)
            ? List.of()
            : Part.of(sessions.samples(session, row, track), true);
    stored.put(key, parts);
    return parts;
  }

  /// The parts so far of a fragment that arrives.
  ///
  /// @param alike a stored fragment with the same configuration
  Arrived of(PlaybackRequest request, LiveFragment fragment, FragmentMetadata alike, long track)
      throws IOException {
    var key = new Key(alike.streamId(), fragment.identity().number(), track);
    boolean complete = fragment.state() != LiveFragment.State.OPEN;
    int bytes = complete ? Integer.MAX_VALUE : fragment.visibleBytes();
    var known = arriving.find(key).filter(arrived -> arrived.bytes() == bytes);
    if (known.isPresent()) {
      return known.get();
    }
    // A producer whose frames have to be converted sends all of them in that form; whether this
    // fragment's have to be is only known when it is complete.
    var samples =
        of(request.session(), alike, track).isEmpty()
            ? Optional.<SampleTable>empty()
            : edge.samples(request, fragment, alike, track);
    var arrived =
        new Arrived(
            bytes, samples, samples.map(table -> Part.of(table, complete)).orElse(List.of()));
    arriving.put(key, arrived);
    return arrived;
  }

  /// The longest part of a session: what is true of its first fragments.
  double targetSeconds(PlaybackRequest request) throws IOException {
    var session = request.session();
    var known = targets.find(session);
    if (known.isPresent()) {
      return known.get();
    }
    double longest = Part.SECONDS_MIN;
    for (var row : sessions.firstRows(request)) {
      for (long track : List.of(session.tracks().video(), session.tracks().audio())) {
        if (track != 0 && sessions.plays(session, row)) {
          for (var part : partsOrNone(session, row, track)) {
            longest = Math.max(longest, part.seconds());
          }
        }
      }
    }
    targets.put(session, longest);
    return longest;
  }

  private List<Part> partsOrNone(Session session, FragmentMetadata row, long track)
      throws IOException {
    try {
      return of(session, row, track);
    } catch (ApiException _) {
      // Trimmed meanwhile, or not playable: it says nothing about the others.
      return List.of();
    }
  }
}
