package io.kinora.server.archive;

import io.kinora.server.api.Action;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.Members;
import io.kinora.server.api.Output;
import io.kinora.server.api.PageToken;
import io.kinora.server.api.PageTokens;
import io.kinora.server.api.Shapes;
import io.kinora.server.api.StreamOperation;
import io.kinora.server.api.StreamReference;
import io.kinora.server.api.Throttle;
import io.kinora.server.live.LiveStreams;
import io.kinora.server.playback.FragmentSelector;
import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentQuery;
import io.kinora.store.FragmentQuery.Position;
import io.kinora.store.FragmentStore;
import io.kinora.store.FragmentSummary;
import io.kinora.store.ReadScope;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// ListFragments: the fragments of a stream whose start lies in a time range, page by page. Those
/// that are not to be listed yet are left out of their page, which is so much shorter.
public final class ListFragments implements StreamOperation<ListFragments.Input> {
  private static final int DEFAULT_PAGE = 100;
  private static final int MAX_PAGE = 1000;

  private final FragmentStore store;
  private final LiveStreams streams;
  private final PageTokens tokens;
  private final Throttle throttle;

  /// A valid request.
  record Input(
      StreamReference stream,
      @Nullable Integer maxResults,
      @Nullable String nextToken,
      @Nullable FragmentSelector selector) {}

  public ListFragments(
      FragmentStore store, LiveStreams streams, PageTokens tokens, Throttle throttle) {
    this.streams = streams;
    this.throttle = throttle;
    this.store = store;
    this.tokens = tokens;
  }

  @Override
  public Action action() {
    return Action.LIST_FRAGMENTS;
  }

  @Override
  public Input read(Members in) {
    return new Input(
        StreamReference.read(in),
        in.optional("MaxResults", Shapes.integer(1, MAX_PAGE)),
        in.optional("NextToken", Shapes.text(1, 4096, "[a-zA-Z0-9+/]+={0,2}")),
        in.optional("FragmentSelector", FragmentSelector.SHAPE));
  }

  @Override
  public StreamReference stream(Input input) {
    return input.stream();
  }

  @Override
  public Output run(Input input, StreamRecord stream, CallContext call) throws IOException {
    var page = input.nextToken() == null ? firstPage(input, stream, call) : nextPage(input, stream);
    throttle.fragments(action().wireName(), stream, page.size(), 0);
    var scope = ReadScope.archive(stream, call.nowMs());
    var selector = page.selector();
    var rows =
        stream.retentionHours() == 0
            ? List.<FragmentSummary>of()
            : store.summaries(
                new FragmentQuery(
                    scope,
                    selector.axis(),
                    selector.startMs(),
                    selector.endMs(),
                    page.after(),
                    page.size() + 1));
    boolean more = rows.size() > page.size();
    var listed = more ? rows.subList(0, page.size()) : rows;
    var token = more ? token(stream, page, listed.getLast()) : null;
    var listable =
        listed.stream().filter(row -> streams.isListable(stream.id(), row.number())).toList();
    return json -> {
      json.objects("Fragments", listable.stream().map(ListFragments::describe).toList());
      json.text("NextToken", token);
    };
  }

  private record Page(FragmentSelector selector, int size, Optional<Position> after) {}

  private static Page firstPage(Input input, StreamRecord stream, CallContext call) {
    var selector = input.selector() == null ? FragmentSelector.EVERYTHING : input.selector();
    selector.checkListable(stream, call.nowMs());
    int size = input.maxResults() == null ? DEFAULT_PAGE : input.maxResults();
    return new Page(selector, size, Optional.empty());
  }

  private Page nextPage(Input input, StreamRecord stream) {
    if (input.nextToken() == null) {
      throw new IllegalStateException("no token");
    }
    var repeated = input.selector() == null ? null : input.selector().toText();
    var token = tokens.open(input.nextToken(), Action.LIST_FRAGMENTS, stream.id(), repeated);
    var selector = FragmentSelector.ofText(token.filter());
    int size = input.maxResults() == null ? token.pageSize() : input.maxResults();
    int colon = token.position().indexOf(':');
    var after =
        new Position(
            Long.parseLong(token.position().substring(0, colon)),
            FragmentNumber.parse(token.position().substring(colon + 1)).orElseThrow());
    return new Page(selector, size, Optional.of(after));
  }

  private String token(StreamRecord stream, Page page, FragmentSummary last) {
    var position = last.timeMs(page.selector().axis()) + ":" + last.number();
    return tokens.issue(
        new PageToken(
            Action.LIST_FRAGMENTS, stream.id(), page.selector().toText(), page.size(), position));
  }

  private static Output describe(FragmentSummary fragment) {
    return json -> {
      json.text("FragmentNumber", fragment.number().toString());
      json.number("FragmentSizeInBytes", fragment.sizeBytes());
      json.timestamp("ProducerTimestamp", fragment.producerTimeMs());
      json.timestamp("ServerTimestamp", fragment.number().serverTimeMs());
      json.number("FragmentLengthInMilliseconds", fragment.lengthMs());
    };
  }
}
