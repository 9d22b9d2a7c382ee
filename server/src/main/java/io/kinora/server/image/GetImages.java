package io.kinora.server.image;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.JsonWriter;
import io.kinora.server.api.Members;
import io.kinora.server.api.Output;
import io.kinora.server.api.PageToken;
import io.kinora.server.api.PageTokens;
import io.kinora.server.api.StreamReference;
import io.kinora.server.api.StreamingOperation;
import io.kinora.server.api.Throttle;
import io.kinora.server.config.Leniency;
import io.kinora.server.http.BodySink;
import io.kinora.server.http.StreamingBody;
import io.kinora.server.http.StreamingResponse;
import io.kinora.store.FragmentStore;
import io.kinora.store.ReadScope;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// GetImages: the pictures on the screen at points in time, page by page. An instant without media
/// has an entry too.
///
/// The page is written while it is made, so that one with a hundred images never lies in memory.
/// Only its first images are made before the answer begins: that decoders are busy is an error
/// then, and the end of the page later.
public final class GetImages implements StreamingOperation<ImageRequest> {
  private static final int PAGE_DEFAULT = 25;

  /// Fragments that a request counts as having looked up, beside its images.
  private static final int LOOKED_UP = 400;

  /// How much longer than its limit a fragment may be on the screen: its last frame has a duration
  /// of its own.
  private static final Duration LAST_FRAME = Duration.ofMinutes(1);

  private final FragmentStore store;
  private final PageTokens tokens;
  private final Images images;
  private final Duration reach;
  private final Throttle throttle;

  /// What earlier fragments are looked at.
  ///
  /// @param longest that can have been stored
  /// @param use what happens to one that began before the range and reaches into it
  public record EarlierFragments(Duration longest, Leniency use) {}

  public GetImages(
      FragmentStore store,
      PageTokens tokens,
      Images images,
      EarlierFragments earlier,
      Throttle throttle) {
    this.store = store;
    this.tokens = tokens;
    this.images = images;
    this.reach =
        switch (earlier.use()) {
          case ACCEPT -> earlier.longest().plus(LAST_FRAME);
          case REFUSE -> Duration.ZERO;
        };
    this.throttle = throttle;
  }

  @Override
  public Action action() {
    return Action.GET_IMAGES;
  }

  @Override
  public ImageRequest read(Members in) {
    return ImageRequest.read(in);
  }

  @Override
  public StreamReference stream(ImageRequest request) {
    return request.stream();
  }

  @Override
  public StreamingResponse prepare(ImageRequest request, StreamRecord stream, CallContext call)
      throws IOException {
    request.checkAgainst(stream, call.nowMs());
    int first = 0;
    int size = request.pageSize() == null ? PAGE_DEFAULT : request.pageSize();
    if (request.nextToken() != null) {
      var token =
          tokens.open(request.nextToken(), Action.GET_IMAGES, stream.id(), request.toText());
      first = Integer.parseInt(token.position());
      size = request.pageSize() == null ? token.pageSize() : size;
    }
    throttle.fragments(action().wireName(), stream, LOOKED_UP + size, size);
    var page = page(request, ReadScope.archive(stream, call.nowMs()), first, size);
    try {
      page.begin();
    } catch (DecoderBusyException _) {
      throw ApiError.SERVICE_UNAVAILABLE.because("All image decoders are busy.");
    }
    int pageSize = size;
    return StreamingResponse.of(
        JsonWriter.CONTENT_TYPE.value(),
        new Body(
            page,
            json -> {
              json.items("Images", page::writeTo);
              json.text("NextToken", next(request, stream, page, pageSize));
            }));
  }

  private record Body(ImagePage page, Output members) implements StreamingBody {
    @Override
    public void writeTo(BodySink sink) throws IOException {
      JsonWriter.object(members, sink);
    }

    @Override
    public void close() {
      page.close();
    }
  }

  private ImagePage page(ImageRequest request, ReadScope scope, int first, int size) {
    var sampling = request.sampling();
    int end = Math.min(sampling.count(), first + size);
    var cursor =
        new FragmentCursor(
            store, scope, request.range().axis(), fromMs(request, first), sampling.at(end - 1));
    return new ImagePage(images.fragments(), cursor, request, first, end);
  }

  /// The earliest start of a fragment that counts for a page.
  private long fromMs(ImageRequest request, int first) {
    return reach.isZero()
        ? request.range().startMs()
        : request.sampling().at(first) - reach.toMillis();
  }

  private @Nullable String next(
      ImageRequest request, StreamRecord stream, ImagePage page, int pageSize) {
    return page.next() == request.sampling().count()
        ? null
        : tokens.issue(
            new PageToken(
                Action.GET_IMAGES,
                stream.id(),
                request.toText(),
                pageSize,
                Integer.toString(page.next())));
  }
}
