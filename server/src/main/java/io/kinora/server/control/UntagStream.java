package io.kinora.server.control;

import io.kinora.server.api.Action;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.Members;
import io.kinora.server.api.Output;
import io.kinora.server.api.StreamOperation;
import io.kinora.server.api.StreamReference;
import io.kinora.store.StreamRecord;
import java.util.List;
import java.util.TreeMap;

/// UntagStream, and UntagResource on a stream: removes the tags that are there.
final class UntagStream implements StreamOperation<UntagStream.Input> {
  private final Action action;
  private final StreamChanges changes;

  /// @param action which of the two this is
  UntagStream(Action action, StreamChanges changes) {
    this.action = action;
    this.changes = changes;
  }

  record Input(StreamReference stream, List<String> keys) {}

  @Override
  public Action action() {
    return action;
  }

  @Override
  public Input read(Members in) {
    return new Input(
        action == Action.UNTAG_RESOURCE ? Tags.resource(in) : Tags.stream(in),
        in.required("TagKeyList", Tags.KEYS));
  }

  @Override
  public StreamReference stream(Input input) {
    return input.stream();
  }

  @Override
  public Output run(Input input, StreamRecord stream, CallContext call) {
    changes.update(stream, current -> untagged(current, input.keys()));
    return Output.EMPTY;
  }

  private static StreamRecord untagged(StreamRecord stream, List<String> keys) {
    var tags = new TreeMap<>(stream.tags());
    keys.forEach(tags::remove);
    return stream.withTags(tags);
  }
}
