package io.kinora.server.api;

/// Where a listing goes on, and what it lists.
///
/// @param action the operation that gave it out
/// @param streamId the stream that is listed, 0 for listings of the account
/// @param filter what is listed of it, in a form of the operation's own; equal filters are equal
///     texts
/// @param pageSize the page size of the request that began the walk
/// @param position the last item returned, in a form of the operation's own
public record PageToken(
    Action action, long streamId, String filter, int pageSize, String position) {
  /// The token of the page after this one.
  public PageToken next(int newPageSize, String newPosition) {
    return new PageToken(action, streamId, filter, newPageSize, newPosition);
  }
}
