package io.kinora.server.control;

import io.kinora.server.api.AccountOperation;
import io.kinora.server.api.Action;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.Members;
import io.kinora.server.api.Output;
import io.kinora.server.api.PageToken;
import io.kinora.server.api.PageTokens;
import io.kinora.server.api.Shape;
import io.kinora.server.api.Shapes;
import io.kinora.store.StreamCatalog;
import org.jspecify.annotations.Nullable;

/// Lists streams in the order of their names, so that a walk neither skips nor repeats a stream
/// that lives all the while.
final class ListStreams implements AccountOperation<ListStreams.Input> {
  /// Also the page size of a request that names none.
  private static final int RESULTS_MAX = 10_000;

  private enum ComparisonOperator {
    BEGINS_WITH
  }

  /// A condition, read as the prefix it asks for.
  private static final Shape<String> CONDITION =
      Shapes.structure(
          in -> {
            in.required("ComparisonOperator", Shapes.oneOf(ComparisonOperator.class));
            return in.required("ComparisonValue", Shapes.STREAM_NAME);
          });

  private final StreamCatalog streams;
  private final PageTokens tokens;

  ListStreams(StreamCatalog streams, PageTokens tokens) {
    this.streams = streams;
    this.tokens = tokens;
  }

  record Input(@Nullable String prefix, @Nullable Integer maxResults, String nextToken) {}

  @Override
  public Action action() {
    return Action.LIST_STREAMS;
  }

  @Override
  public Input read(Members in) {
    return new Input(
        in.optional("StreamNameCondition", CONDITION),
        in.optional("MaxResults", Shapes.integer(1, RESULTS_MAX)),
        in.optional("NextToken", Shapes.NEXT_TOKEN, ""));
  }

  @Override
  public Output run(Input input, CallContext call) {
    var from = from(input);
    int pageSize = input.maxResults() == null ? from.pageSize() : input.maxResults();
    // One more than the page holds tells whether another page follows.
    var found = streams.list(from.filter(), from.position(), pageSize + 1);
    boolean more = found.size() > pageSize;
    var page = more ? found.subList(0, pageSize) : found;
    return json -> {
      if (more) {
        json.text("NextToken", tokens.issue(from.next(pageSize, page.getLast().name())));
      }
      json.objects("StreamInfoList", page.stream().map(StreamInfo::new).toList());
    };
  }

  /// Where the page begins: where the token says, else at the first name.
  private PageToken from(Input input) {
    if (input.nextToken().isEmpty()) {
      String prefix = input.prefix() == null ? "" : input.prefix();
      return new PageToken(action(), 0, prefix, RESULTS_MAX, "");
    }
    return tokens.open(input.nextToken(), action(), 0, input.prefix());
  }
}
