package io.kinora.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Durable fragments of many streams.
///
/// Safe for all threads. [#append] never blocks; everything else may block on the disk.
public interface FragmentStore extends AutoCloseable {
  /// How many sequence numbers [#reserveSequences] gives out at once.
  int SEQUENCE_BLOCK = 1000;

  StreamCatalog streams();

  /// Reserves the next block of [#SEQUENCE_BLOCK] sequence numbers of a stream, durably: no later
  /// call, also after a crash, returns a number that is not above the whole block. Blocks of a new
  /// stream start at 1, 1001, 2001 and so on.
  ///
  /// @return the first number of the block
  long reserveSequences(long streamId) throws IOException;

  /// Appends a fragment. The future completes when the fragment is listed and, if it is archived,
  /// forced to the disk: it survives `kill -9` and power loss from then on. Futures of one stream
  /// complete in the order of the calls. It fails with [StoreUnavailableException] when the octets
  /// could not be made durable (nothing is listed then, and the store goes on trying with later
  /// fragments), and with [StreamGoneException] when the stream was deleted.
  CompletableFuture<FragmentMetadata> append(NewFragment fragment);

  /// Visible fragments with a sequence above `sequence`, the lowest first.
  ///
  /// @param limit at most so many rows, from 1
  List<FragmentMetadata> after(ReadScope scope, long sequence, int limit) throws IOException;

  /// The visible fragment of exactly that number.
  Optional<FragmentMetadata> find(ReadScope scope, FragmentNumber number) throws IOException;

  /// The visible fragment with the greatest time on the axis at or before `timeMs`; the highest
  /// number of several.
  Optional<FragmentMetadata> lastAtOrBefore(ReadScope scope, TimeAxis axis, long timeMs)
      throws IOException;

  /// The visible fragment with the lowest number whose producer time is above `timeMs`, or whose
  /// span `[producerTimeMs, producerTimeMs + durationMs]` contains it if `containing` is set.
  Optional<FragmentMetadata> firstByProducerTime(ReadScope scope, long timeMs, boolean containing)
      throws IOException;

  /// Visible fragments whose start lies in `[fromMs, toMs]` on the axis, in the order of
  /// (time on the axis, number), strictly after the position of `after` if one is given.
  List<FragmentMetadata> list(FragmentQuery query) throws IOException;

  /// What [#list] finds, in brief.
  List<FragmentSummary> summaries(FragmentQuery query) throws IOException;

  /// The visible fragments that were appended last, the last one first.
  ///
  /// @param limit at most so many rows, from 1
  List<FragmentMetadata> newest(ReadScope scope, int limit) throws IOException;

  /// The visible fragment of that [Continuity#ordinal].
  Optional<FragmentMetadata> at(ReadScope scope, long ordinal) throws IOException;

  /// Visible fragments with an ordinal above `ordinal`, the lowest first.
  ///
  /// @param limit at most so many rows, from 1
  List<FragmentMetadata> afterOrdinal(ReadScope scope, long ordinal, int limit) throws IOException;

  /// Opens a fragment; empty if it was trimmed or deleted meanwhile.
  Optional<StoredFragment> open(FragmentMetadata fragment) throws IOException;

  /// The state of the store, for health pages and logs.
  StoreStatus status();

  @Override
  void close();
}
