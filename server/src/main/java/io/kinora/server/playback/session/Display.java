package io.kinora.server.playback.session;

import io.kinora.server.api.Members;
import io.kinora.server.api.Shapes;

/// Whether playlists show a fact of each fragment, in AWS's names.
public enum Display {
  ALWAYS,
  NEVER;

  /// Reads a member that is `NEVER` where it is absent.
  public static boolean read(Members in, String member) {
    return in.optional(member, Shapes.oneOf(Display.class), NEVER) == ALWAYS;
  }
}
