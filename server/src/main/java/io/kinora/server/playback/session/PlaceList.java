package io.kinora.server.playback.session;

import io.kinora.store.FragmentNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// The places of a session from its first one on. Those far behind what it lists can be forgotten,
/// but for the few that something begins with: the session itself, and a configuration.
final class PlaceList {
  /// First places that stay: what is said of a session as a whole follows from them.
  private static final int FIRST = SampledRates.FRAGMENTS;

  /// Places are forgotten so many at once, at least.
  static final int BATCH = 100;

  private final TreeMap<Long, Place> landmarks = new TreeMap<>();
  private final ArrayList<Place> recent = new ArrayList<>();
  private long forgotten;

  void add(Place place) {
    recent.add(place);
  }

  boolean isEmpty() {
    return size() == 0;
  }

  /// How many there are, with those that were forgotten.
  int size() {
    return (int) forgotten + recent.size();
  }

  /// How many are in memory.
  int held() {
    return landmarks.size() + recent.size();
  }

  Place getFirst() {
    return find(0).orElseThrow();
  }

  Place getLast() {
    return recent.getLast();
  }

  /// A place that was not forgotten.
  Place get(int position) {
    return recent.get(position - (int) forgotten);
  }

  /// Empty if there is none yet, or none any more.
  Optional<Place> find(long position) {
    if (position < forgotten) {
      return Optional.ofNullable(landmarks.get(position));
    }
    return position < size() ? Optional.of(get((int) position)) : Optional.empty();
  }

  /// The place of a fragment, looked for where it is if numbers rise along the list, as they do
  /// unless a producer's clock was set back. Landmarks are not looked through.
  Optional<Place> find(FragmentNumber number) {
    int low = 0;
    int high = recent.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = recent.get(middle).fragment().number().compareTo(number);
      if (order == 0) {
        return Optional.of(recent.get(middle));
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Optional.empty();
  }

  /// Places that were not forgotten.
  List<Place> subList(int from, int to) {
    return recent.subList(from - (int) forgotten, to - (int) forgotten);
  }

  /// Forgets what lies before a position, once it is worth the trouble.
  void forgetBefore(int position) {
    int count = position - (int) forgotten;
    if (count < BATCH) {
      return;
    }
    var old = recent.subList(0, count);
    for (var place : old) {
      if (place.position() < FIRST || place.configurationPosition() == place.position()) {
        landmarks.put(place.position(), place);
      }
    }
    old.clear();
    forgotten = position;
  }
}
