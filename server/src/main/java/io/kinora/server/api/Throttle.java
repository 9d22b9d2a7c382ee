package io.kinora.server.api;

import io.kinora.store.StreamRecord;

/// How much may be asked for in a second. Every method throws [ApiException] once it is too much.
/// Safe for all threads; never blocks.
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
