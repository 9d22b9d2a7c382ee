package io.kinora.server.control;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.Members;
import io.kinora.server.api.Output;
import io.kinora.server.api.Shapes;
import io.kinora.server.api.StreamOperation;
import io.kinora.server.api.StreamReference;
import io.kinora.store.StreamRecord;

/// ListTagsForStream, and ListTagsForResource on a stream: all tags, which fit one page.
final class ListTagsForStream implements StreamOperation<ListTagsForStream.Input> {
  private final Action action;

  /// @param action which of the two this is
  ListTagsForStream(Action action) {
    this.action = action;
  }

  record Input(StreamReference stream, String nextToken) {}

  @Override
  public Action action() {
    return action;
  }

  @Override
  public Input read(Members in) {
    return new Input(
        action == Action.LIST_TAGS_FOR_RESOURCE ? Tags.resource(in) : Tags.stream(in),
        in.optional("NextToken", Shapes.NEXT_TOKEN, ""));
  }

  @Override
  public StreamReference stream(Input input) {
    return input.stream();
  }

  @Override
  public Output run(Input input, StreamRecord stream, CallContext call) {
    if (!input.nextToken().isEmpty()) {
      throw ApiError.INVALID_ARGUMENT.because(
          "The NextToken is not valid: %s gives none out.".formatted(action.wireName()));
    }
    return json -> json.texts("Tags", stream.tags());
  }
}
