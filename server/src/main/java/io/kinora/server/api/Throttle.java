package io.kinora.server.api;

import io.kinora.server.http.Pace;
import io.kinora.store.StreamRecord;

/// How much may be asked for in a second. Every method throws [ApiException] once it is too much.
/// Safe for all threads; never blocks. What may pass is told by a [Pace], which is for one thread.
public interface Throttle {
  /// Any number of calls for any number of fragments.
  Throttle NONE =
      new Throttle() {
        @Override
        public void call(Action action, String resource) {}

        @Override
        public void fragments(StreamRecord stream, int listed, int read) {}

        @Override
        public void player(String session, PlayerRequest request) {}
      };

  /// Counts a call.
  ///
  /// @param resource the ARN it is for, `*` if the action has none
  void call(Action action, String resource);

  /// Counts the fragments that a request is about.
  ///
  /// @param listed those that are looked up in the index
  /// @param read those whose media is read
  void fragments(StreamRecord stream, int listed, int read);

  /// How fast the octets of a body may pass, of one connection that is new.
  default Pace octets(Action action) {
    return Pace.ANY;
  }

  /// How fast fragments may be sent, on one connection that is new.
  default Pace fragments(Action action) {
    return Pace.ANY;
  }

  /// What a player asks for.
  enum PlayerRequest {
    /// What does not grow: a master playlist, an init segment.
    DESCRIPTION,
    /// Fragments: a media playlist, a manifest.
    LIST,
    /// The media of one fragment.
    SEGMENT
  }

  /// Counts a request of a player.
  ///
  /// @param session its token
  void player(String session, PlayerRequest request);
}
