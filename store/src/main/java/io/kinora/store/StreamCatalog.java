package io.kinora.store;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// The streams of a store. Every change is durable when its method returns, and atomic: of two
/// concurrent changes to one stream the second sees the result of the first. Safe for all threads;
/// every method may block on the disk.
public interface StreamCatalog {
  /// Creates a stream; empty if the name is taken.
  Optional<StreamRecord> create(
      String name,
      String version,
      int retentionHours,
      SortedMap<String, String> attributes,
      SortedMap<String, String> tags);

  /// The living stream of that name.
  Optional<StreamRecord> find(String name);

  /// The living stream of that id.
  Optional<StreamRecord> find(long id);

  /// Streams in name order.
  ///
  /// @param prefix what the names begin with; empty for all
  /// @param afterName names strictly after this one; empty for the first page
  /// @param limit at most so many, from 1
  List<StreamRecord> list(String prefix, String afterName, int limit);

  /// How many streams live.
  long count();

  /// Replaces a stream by `change` of it. Whatever `change` throws leaves the stream as it was and
  /// reaches the caller. Id, name and creation time must stay. Empty if there is no such stream.
  Optional<StreamRecord> update(long id, UnaryOperator<StreamRecord> change);

  /// Deletes a stream with all its fragments: gone for every reader when this returns, from the
  /// disk soon after. Whatever `check` throws keeps the stream. False if there is no such stream.
  boolean delete(long id, Consumer<StreamRecord> check);
}
