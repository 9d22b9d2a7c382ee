package io.kinora.server.api;

import io.kinora.server.http.Pace;
import io.kinora.store.StreamRecord;

/// How much may be asked for in a second. Every method throws [ApiException] once it is too much.
/// Safe for all threads; none but [#call] ever blocks. What may pass is told by a [Pace], which is
/// for one thread.
public interface Throttle {
  /// Any number of calls for any number of fragments.
  Throttle NONE =
      new Throttle() {
        @Override
        public void call(Action action, String resource) {}

        @Override
        public void fragments(String operation, StreamRecord stream, int listed, int read) {}

        @Override
        public void player(PlayerRequest request, StreamRecord stream, String session) {}
      };

  /// Counts a call. May block where faults are on; not on an event loop.
  ///
  /// @param resource the ARN it is for, `*` if the action has none
  void call(Action action, String resource);

  /// Counts the fragments that a request is about.
  ///
  /// @param operation its name, for people
  /// @param listed those that are looked up in the index
  /// @param read those whose media is read
  void fragments(String operation, StreamRecord stream, int listed, int read);

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
    HLS_MASTER_PLAYLIST("GetHLSMasterPlaylist"),
    HLS_MEDIA_PLAYLIST("GetHLSMediaPlaylist"),
    DASH_MANIFEST("GetDASHManifest"),
    MP4_INIT_FRAGMENT("GetMP4InitFragment"),
    MP4_MEDIA_FRAGMENT("GetMP4MediaFragment"),
    TS_FRAGMENT("GetTSFragment");

    private final String wireName;

    PlayerRequest(String wireName) {
      this.wireName = wireName;
    }

    /// The name in AWS's table of quotas.
    public String wireName() {
      return wireName;
    }
  }

  /// Counts a request of a player.
  ///
  /// @param session its token
  void player(PlayerRequest request, StreamRecord stream, String session);
}
