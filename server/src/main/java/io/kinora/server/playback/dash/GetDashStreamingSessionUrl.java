package io.kinora.server.playback.dash;

import io.kinora.server.api.Action;
import io.kinora.server.api.BaseUrl;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.Members;
import io.kinora.server.api.Output;
import io.kinora.server.api.StreamOperation;
import io.kinora.server.api.StreamReference;
import io.kinora.server.playback.Container;
import io.kinora.server.playback.session.Display;
import io.kinora.server.playback.session.Format;
import io.kinora.server.playback.session.SessionRequest;
import io.kinora.server.playback.session.SessionTokens;
import io.kinora.server.playback.session.Sessions;
import io.kinora.store.StreamRecord;
import java.io.IOException;

/// GetDASHStreamingSessionURL: the URL of a manifest.
public final class GetDashStreamingSessionUrl
    implements StreamOperation<GetDashStreamingSessionUrl.Input> {
  private final Sessions sessions;
  private final SessionTokens tokens;

  /// A valid request.
  record Input(
      StreamReference stream, SessionRequest asked, boolean showsTime, boolean showsNumber) {}

  public GetDashStreamingSessionUrl(Sessions sessions, SessionTokens tokens) {
    this.sessions = sessions;
    this.tokens = tokens;
  }

  @Override
  public Action action() {
    return Action.GET_DASH_STREAMING_SESSION_URL;
  }

  @Override
  public Input read(Members in) {
    return new Input(
        StreamReference.read(in),
        SessionRequest.read(in, "DASHFragmentSelector", "MaxManifestFragmentResults"),
        Display.read(in, "DisplayFragmentTimestamp"),
        Display.read(in, "DisplayFragmentNumber"));
  }

  @Override
  public StreamReference stream(Input input) {
    return input.stream();
  }

  @Override
  public Output run(Input input, StreamRecord stream, CallContext call) throws IOException {
    var beginning = sessions.begin(stream, input.asked(), Container.DASH, call.nowMs());
    var format =
        new Format.Dash(input.showsTime(), input.showsNumber(), availabilityStartMs(beginning));
    var session = sessions.create(stream, beginning, format);
    var url =
        BaseUrl.of(call.identity(), call.request())
            + DashUris.BASE
            + DashUris.MANIFEST
            + "?SessionToken="
            + tokens.seal(session);
    return json -> json.text("DASHStreamingSessionURL", url);
  }

  private static long availabilityStartMs(Sessions.Beginning beginning) {
    var last = beginning.listed().getLast();
    long lastEndMs = last.wallEndMs();
    return switch (beginning.selection().mode()) {
      // The first fragment's own time: nothing waits for the wall clock.
      case ON_DEMAND ->
          beginning.listed().getFirst().fragment().timeMs(beginning.selection().axis());
      // The newest fragment became available when it had arrived.
      case LIVE -> last.ingestedMs() - lastEndMs;
      case LIVE_REPLAY -> beginning.selection().createdAtMs() - lastEndMs;
    };
  }
}
