package io.kinora.store.log;

import io.kinora.store.FragmentLocation;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.NewFragment;
import io.kinora.store.StoredFragment;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/// Where the octets of fragments are kept.
///
/// [#append], [#recorded], [#rollBack] and [#seal] belong to one thread, the shard. The other
/// methods are for all threads.
public interface MediaLog extends AutoCloseable {
  /// A fragment on its way in.
  ///
  /// @param fragment the fragment
  /// @param retention the class of its stream's retention now
  record Entry(NewFragment fragment, RetentionClass retention) {}

  /// What an append did.
  ///
  /// @param locations of the fragments, in their order
  /// @param segments whose state changed and was not yet said to be [#recorded]
  record Appended(List<FragmentLocation> locations, List<SegmentState> segments) {}

  /// Makes a batch durable, all of it or nothing. After a failure the log is as it was before, and
  /// can be tried again.
  Appended append(List<Entry> batch) throws IOException;

  /// The index has taken over these states.
  void recorded(List<SegmentState> segments);

  /// Takes the latest append back, which the index could not take over.
  void rollBack();

  /// Seals segments although nobody appends to them: those whose time has come, and some more.
  ///
  /// @param also tells by number which segments to seal whatever their time
  /// @return states to be recorded
  List<SegmentState> seal(LongPredicate also);

  /// Opens a fragment; empty if its octets are gone.
  Optional<StoredFragment> open(FragmentMetadata fragment) throws IOException;

  /// Gives the space of dead fragments of a sealed segment back. Fragments that somebody has open
  /// are left for a later call.
  ///
  /// @param dead tells by number and place
  /// @return whether none was left
  boolean erase(long segment, Predicate<FragmentMetadata> dead) throws IOException;

  /// Removes a sealed segment. Fragments that somebody has open stay readable.
  void drop(long segment) throws IOException;

  /// Octets on the disk.
  long storedBytes();

  /// Octets the disk still has.
  long usableBytes();

  @Override
  void close();
}
