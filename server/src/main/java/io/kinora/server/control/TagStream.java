package io.kinora.server.control;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.Members;
import io.kinora.server.api.Output;
import io.kinora.server.api.StreamOperation;
import io.kinora.server.api.StreamReference;
import io.kinora.store.StreamRecord;
import java.util.SortedMap;
import java.util.TreeMap;

/// TagStream, and TagResource on a stream: adds tags, or gives them other values.
final class TagStream implements StreamOperation<TagStream.Input> {
  private final Action action;
  private final StreamChanges changes;

  /// @param action which of the two this is
  TagStream(Action action, StreamChanges changes) {
    this.action = action;
    this.changes = changes;
  }

  record Input(StreamReference stream, SortedMap<String, String> tags) {}

  @Override
  public Action action() {
    return action;
  }

  @Override
  public Input read(Members in) {
    return action == Action.TAG_RESOURCE
        ? new Input(Tags.resource(in), in.required("Tags", Tags.LIST))
        : new Input(Tags.stream(in), in.required("Tags", Tags.MAP));
  }

  @Override
  public StreamReference stream(Input input) {
    return input.stream();
  }

  @Override
  public Output run(Input input, StreamRecord stream, CallContext call) {
    changes.update(stream, current -> tagged(current, input.tags()));
    return Output.EMPTY;
  }

  private static StreamRecord tagged(StreamRecord stream, SortedMap<String, String> added) {
    var tags = new TreeMap<>(stream.tags());
    tags.putAll(added);
    if (tags.size() > Tags.MAX) {
      throw ApiError.TAGS_PER_RESOURCE_EXCEEDED_LIMIT.because(
          "Stream %s would have %d tags; %d are allowed."
              .formatted(stream.name(), tags.size(), Tags.MAX));
    }
    return stream.withTags(tags);
  }
}
