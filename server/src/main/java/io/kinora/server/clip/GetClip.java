package io.kinora.server.clip;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.mp4.Clip;
import io.kinora.media.mp4.ClipClock;
import io.kinora.server.api.Action;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.Members;
import io.kinora.server.api.StreamReference;
import io.kinora.server.api.StreamingOperation;
import io.kinora.server.api.Throttle;
import io.kinora.server.config.Leniency;
import io.kinora.server.http.StreamingResponse;
import io.kinora.server.playback.FragmentSelector;
import io.kinora.server.playback.PlaybackConfig;
import io.kinora.server.playback.ReplyMemory;
import io.kinora.server.playback.StreamHeaders;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentStore;
import io.kinora.store.ReadScope;
import io.kinora.store.StreamRecord;
import io.kinora.store.TimeAxis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// GetClip: the fragments of a range as one MP4 file, whose length is known before its first octet.
public final class GetClip implements StreamingOperation<GetClip.Input> {
  private static final Logger LOG = LoggerFactory.getLogger(GetClip.class);

  /// How often a clip is decided upon anew, because retention took a fragment of it meanwhile.
  private static final int ATTEMPTS = 3;

  private final ClipSelection selection;
  private final Fragments fragments;
  private final ReplyMemory memory;
  private final Leniency earlyStart;
  private final Throttle throttle;

  /// A valid request.
  record Input(StreamReference stream, FragmentSelector selector) {}

  public GetClip(
      FragmentStore store,
      StreamHeaders headers,
      ReplyMemory memory,
      ClipConfig clip,
      PlaybackConfig playback,
      Throttle throttle) {
    this.throttle = throttle;
    this.selection = new ClipSelection(store, clip, playback.deduplication());
    this.fragments = new Fragments(store, headers, playback.codecs());
    this.earlyStart = playback.earlyStart();
    this.memory = memory;
  }

  @Override
  public Action action() {
    return Action.GET_CLIP;
  }

  @Override
  public boolean isLinkable() {
    return true;
  }

  @Override
  public Input read(Members in) {
    return new Input(
        StreamReference.read(in), in.required("ClipFragmentSelector", FragmentSelector.SHAPE));
  }

  @Override
  public StreamReference stream(Input input) {
    return input.stream();
  }

  @Override
  public StreamingResponse prepare(Input input, StreamRecord stream, CallContext call)
      throws IOException {
    input.selector().checkPlayable(stream, call.nowMs(), earlyStart);
    var room = memory.room(ApiError.CLIENT_LIMIT_EXCEEDED);
    try {
      return room.until(prepare(input, stream, call, room));
    } catch (Throwable failure) {
      room.close();
      throw failure;
    }
  }

  private StreamingResponse prepare(
      Input input, StreamRecord stream, CallContext call, ReplyMemory.Room room)
      throws IOException {
    var scope = ReadScope.archive(stream, call.nowMs());
    FragmentGoneException last = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        var rows = selection.of(scope, input.selector(), room);
        if (attempt == 0) {
          throttle.fragments(action().wireName(), stream, rows.size(), rows.size());
        }
        return reply(rows, input.selector(), room).to(call.request().head(), stream.name());
      } catch (FragmentGoneException gone) {
        LOG.info("stream {}: {} before its clip was sent", stream.name(), gone.getMessage());
        last = gone;
      }
    }
    throw new IllegalStateException("fragments keep vanishing", last);
  }

  private ClipReply reply(
      List<FragmentMetadata> rows, FragmentSelector selector, ReplyMemory.Room room)
      throws IOException {
    var tracks = ClipTracks.of(rows, fragments);
    var source = new StoredClip(fragments, selector.axis(), rows, tracks, room);
    try {
      return new ClipReply(fragments, source, Clip.of(tracks, clock(selector.axis()), source));
    } catch (MalformedMediaException malformed) {
      throw ApiError.INVALID_MEDIA_FRAME.because(
          "The fragments cannot be joined: " + malformed.getMessage());
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
  }

  private static ClipClock clock(TimeAxis axis) {
    return switch (axis) {
      case PRODUCER -> ClipClock.PRODUCER;
      case SERVER -> ClipClock.SERVER;
    };
  }
}
