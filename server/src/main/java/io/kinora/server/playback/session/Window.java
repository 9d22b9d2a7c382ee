package io.kinora.server.playback.session;

import java.util.List;
import java.util.Optional;

/// What a playlist of a session lists at a moment.
///
/// @param places consecutive places; never empty
/// @param before the place in front of the first one, if it is known
/// @param longestMs the longest fragment listed so far in the session
/// @param ended whether nothing will follow
public record Window(List<Place> places, Optional<Place> before, long longestMs, boolean ended) {
  public Window {
    places = List.copyOf(places);
  }
}
