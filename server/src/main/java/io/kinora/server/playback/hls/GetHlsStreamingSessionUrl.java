package io.kinora.server.playback.hls;

import io.kinora.server.api.Action;
import io.kinora.server.api.BaseUrl;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.Members;
import io.kinora.server.api.Output;
import io.kinora.server.api.Shapes;
import io.kinora.server.api.StreamOperation;
import io.kinora.server.api.StreamReference;
import io.kinora.server.playback.session.Display;
import io.kinora.server.playback.session.Format;
import io.kinora.server.playback.session.PlaybackMode;
import io.kinora.server.playback.session.SessionRequest;
import io.kinora.server.playback.session.SessionTokens;
import io.kinora.server.playback.session.Sessions;
import io.kinora.store.StreamRecord;
import io.kinora.store.TimeAxis;
import java.io.IOException;

/// GetHLSStreamingSessionURL: the URL of a master playlist.
public final class GetHlsStreamingSessionUrl
    implements StreamOperation<GetHlsStreamingSessionUrl.Input> {
  private final Sessions sessions;
  private final SessionTokens tokens;

  /// A valid request.
  record Input(
      StreamReference stream,
      SessionRequest asked,
      Format.ContainerFormat container,
      Format.Discontinuities discontinuities,
      boolean showsTime) {}

  public GetHlsStreamingSessionUrl(Sessions sessions, SessionTokens tokens) {
    this.sessions = sessions;
    this.tokens = tokens;
  }

  @Override
  public Action action() {
    return Action.GET_HLS_STREAMING_SESSION_URL;
  }

  @Override
  public Input read(Members in) {
    var stream = StreamReference.read(in);
    var asked = SessionRequest.read(in, "HLSFragmentSelector", "MaxMediaPlaylistFragmentResults");
    return new Input(
        stream,
        asked,
        in.optional(
            "ContainerFormat",
            Shapes.oneOf(Format.ContainerFormat.class),
            Format.ContainerFormat.FRAGMENTED_MP4),
        in.optional(
            "DiscontinuityMode",
            Shapes.oneOf(Format.Discontinuities.class),
            asked.range().clock() == TimeAxis.SERVER
                ? Format.Discontinuities.ALWAYS
                : Format.Discontinuities.NEVER),
        Display.read(in, "DisplayFragmentTimestamp"));
  }

  @Override
  public StreamReference stream(Input input) {
    return input.stream();
  }

  @Override
  public Output run(Input input, StreamRecord stream, CallContext call) throws IOException {
    var beginning = sessions.begin(stream, input.asked(), input.container().gate(), call.nowMs());
    var format =
        new Format.Hls(
            input.container(),
            input.discontinuities(),
            input.showsTime(),
            Math.max(1, (int) Math.ceilDiv(beginning.longestMs(), 1000L)),
            input.container() == Format.ContainerFormat.MPEG_TS
                ? sessions.reorderTicks(beginning)
                : 0,
            input.container() == Format.ContainerFormat.FRAGMENTED_MP4
                && input.asked().mode() == PlaybackMode.LIVE
                && sessions.isFlowing(stream));
    var session = sessions.create(stream, beginning, format);
    var url =
        BaseUrl.of(call.identity(), call.request())
            + HlsUris.BASE
            + HlsUris.MASTER
            + "?SessionToken="
            + tokens.seal(session);
    return json -> json.text("HLSStreamingSessionURL", url);
  }
}
