package io.kinora.server.archive;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.Members;
import io.kinora.server.api.Shapes;
import io.kinora.server.api.StreamConnections;
import io.kinora.server.api.StreamReference;
import io.kinora.server.api.StreamingOperation;
import io.kinora.server.api.Throttle;
import io.kinora.server.chunk.ChunkError;
import io.kinora.server.chunk.ChunkTags;
import io.kinora.server.chunk.ChunkWriter;
import io.kinora.server.chunk.OpenedFragment;
import io.kinora.server.http.BodySink;
import io.kinora.server.http.PacedSink;
import io.kinora.server.http.StreamingResponse;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentStore;
import io.kinora.store.ReadScope;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// GetMediaForFragmentList: the chunks of given fragments in the order asked for, each without the
/// tags behind the Cluster.
public final class GetMediaForFragmentList
    implements StreamingOperation<GetMediaForFragmentList.Input> {
  private static final Logger LOG = LoggerFactory.getLogger(GetMediaForFragmentList.class);
  private static final int MAX_FRAGMENTS = 1000;

  private final FragmentStore store;
  private final StreamConnections readers;
  private final Throttle throttle;

  /// A valid request.
  record Input(StreamReference stream, List<String> fragments) {}

  public GetMediaForFragmentList(FragmentStore store, ArchiveConfig config, Throttle throttle) {
    this.store = store;
    this.readers =
        new StreamConnections(
            Action.GET_MEDIA_FOR_FRAGMENT_LIST,
            config.maxReadersPerStream(),
            ApiError.CLIENT_LIMIT_EXCEEDED);
    this.throttle = throttle;
  }

  @Override
  public Action action() {
    return Action.GET_MEDIA_FOR_FRAGMENT_LIST;
  }

  @Override
  public Input read(Members in) {
    var number = Shapes.text(1, 128, "[0-9]+");
    return new Input(
        StreamReference.read(in),
        in.required("Fragments", Shapes.listOf(1, MAX_FRAGMENTS, number)));
  }

  @Override
  public StreamReference stream(Input input) {
    return input.stream();
  }

  @Override
  public StreamingResponse prepare(Input input, StreamRecord stream, CallContext call)
      throws IOException {
    throttle.fragments(action().wireName(), stream, 0, input.fragments().size());
    var scope = ReadScope.archive(stream, call.nowMs());
    var found = new ArrayList<FragmentMetadata>(input.fragments().size());
    var unknown = new ArrayList<String>();
    for (var digits : input.fragments()) {
      find(scope, digits).ifPresentOrElse(found::add, () -> unknown.add(digits));
    }
    if (!unknown.isEmpty()) {
      throw ApiError.INVALID_ARGUMENT.because("Fragment numbers are invalid : " + unknown);
    }
    return readers.count(
        stream,
        StreamingResponse.of(
            "video/webm", sink -> send(found, PacedSink.of(sink, throttle.octets(action())))));
  }

  private Optional<FragmentMetadata> find(ReadScope scope, String digits) throws IOException {
    var number = FragmentNumber.parse(digits);
    return number.isPresent() ? store.find(scope, number.get()) : Optional.empty();
  }

  private void send(List<FragmentMetadata> fragments, BodySink sink) throws IOException {
    var chunks = new ChunkWriter(sink);
    for (var row : fragments) {
      send(row, chunks);
    }
  }

  /// A fragment that cannot be read, or is no more, becomes an exception chunk; the others follow
  /// all the same.
  private void send(FragmentMetadata row, ChunkWriter chunks) throws IOException {
    var description = ChunkWriter.describe(row);
    Optional<OpenedFragment> opened;
    try {
      opened = OpenedFragment.of(store, row);
    } catch (IOException failure) {
      LOG.error("fragment {} cannot be read", description.digits(), failure);
      chunks.tail(ChunkTags.exception(description.digits(), ChunkError.INTERNAL_ERROR));
      return;
    }
    if (opened.isEmpty()) {
      LOG.info("fragment {} was trimmed before it was sent", description.digits());
      chunks.tail(ChunkTags.exception(description.digits(), ChunkError.FRAGMENT_NOT_FOUND));
      return;
    }
    chunks.stored(opened.get(), ChunkTags.beforeWithAliases(description));
  }
}
