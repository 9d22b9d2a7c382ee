package io.kinora.store.log;

import io.kinora.store.Continuity;
import io.kinora.store.FragmentLocation;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.NewFragment;
import io.kinora.store.StoredFragment;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/// Where the octets of fragments are kept.
///
/// Batches go in with [#write], one behind the other; [#await] says when one is durable, and
/// [#recorded] that the index has taken it over. After any failure, of the log or of the index,
/// [#rollBack] takes back all that the index does not have.
///
/// These four, [#isDue] and [#seal] belong to one thread, the shard. The other methods are for all
/// threads.
public interface MediaLog extends AutoCloseable {
  /// A fragment on its way in.
  ///
  /// @param fragment the fragment
  /// @param retention the class of its stream's retention now
  /// @param continuity where it stands in its stream
  record Entry(NewFragment fragment, RetentionClass retention, Continuity continuity) {}

  /// A batch on its way to the disk.
  ///
  /// @param task the log's own number for it
  /// @param locations of the fragments, in their order
  /// @param segments their state with this batch
  record Written(long task, List<FragmentLocation> locations, List<SegmentState> segments) {}

  /// Whether a segment of these classes has to be sealed before anything is written to it:
  /// everything has to be recorded then.
  boolean isDue(Collection<RetentionClass> classes);

  /// Begins to write a batch. Buffers of its fragments may be used again when it returns.
  Written write(List<Entry> batch) throws IOException;

  /// Waits until a batch is durable.
  ///
  /// @return states to be recorded, of this batch and of segments sealed before
  List<SegmentState> await(Written batch) throws IOException;

  /// The index has taken over these states.
  void recorded(List<SegmentState> segments);

  /// Takes back everything that is not recorded, and ends all segments: what is written from now on
  /// stands in segments of higher numbers than what was taken back.
  void rollBack();

  /// Seals segments although nobody writes to them: those whose time has come, and some more.
  /// Everything has to be recorded.
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

  /// Segments that can be read.
  int segments();

  /// Octets on the disk.
  long storedBytes();

  /// Octets the disk still has.
  long usableBytes();

  @Override
  void close();
}
