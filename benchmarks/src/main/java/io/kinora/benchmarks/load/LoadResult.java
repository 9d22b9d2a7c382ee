package io.kinora.benchmarks.load;

/// What a load measured; printed by its process, read by the one that started it.
public sealed interface LoadResult {
  /// Durations of one kind.
  ///
  /// @param count how many there were; the other figures are 0 if there was none
  record Latency(int count, double p50Ms, double p99Ms, double maxMs) {}

  /// PutMedia sessions.
  ///
  /// @param fragments persisted
  /// @param bytes of the Clusters persisted
  /// @param latency from the octets that complete a fragment until its PERSISTED
  /// @param serverCpuSeconds used by the server meanwhile
  /// @param loadCpuSeconds used by the load meanwhile
  /// @param loadLateMs by how much the load itself was late with frames, at most
  /// @param serverAnonymousBytes memory of the server at the end that belongs to no file
  /// @param serverPeakBytes the most resident memory that the server ever had
  /// @param sessionBytes anonymous memory of the server for each session beside its open fragment;
  ///     0 if it was not asked for
  record Put(
      int sessions,
      double seconds,
      long fragments,
      long bytes,
      Latency latency,
      double serverCpuSeconds,
      double loadCpuSeconds,
      double loadLateMs,
      long serverAnonymousBytes,
      long serverPeakBytes,
      long sessionBytes)
      implements LoadResult {}

  /// Downloads.
  ///
  /// @param bytes of bodies
  record Get(double seconds, long bytes, double serverCpuSeconds, double loadCpuSeconds)
      implements LoadResult {}

  /// Requests one after the other.
  ///
  /// @param bytes of bodies
  /// @param latency from the request until the last octet of the answer; its count is that of the
  ///     requests
  record Fetch(
      double seconds, long bytes, Latency latency, double serverCpuSeconds, double loadCpuSeconds)
      implements LoadResult {}

  /// Players of a live stream.
  ///
  /// @param bytes of media
  /// @param plain from a plain reload until the last octet of its answer
  /// @param behindFirst from the first viewer's playlist with a part until another's, low latency
  /// @param media from the request of a part or segment until its last octet
  /// @param errors requests that were refused, and connections lost
  /// @param loadLateMs by how much the load itself was late, at most
  record Viewers(
      double seconds,
      long bytes,
      Latency plain,
      Latency behindFirst,
      Latency media,
      int errors,
      double serverCpuSeconds,
      double loadCpuSeconds,
      double loadLateMs)
      implements LoadResult {}

  /// All kinds of clients at once.
  ///
  /// @param fragments persisted
  /// @param bytes of the Clusters persisted
  /// @param uploads of cameras that come and go
  /// @param missing fragments that were acknowledged and are not listed in the end
  /// @param first latency of acknowledgements in the first third
  /// @param last the same in the last third
  /// @param readLive fragments that readers of what is live took
  /// @param readStored fragments that readers of what is stored took, and compared
  /// @param watched segments and parts that players took
  /// @param vanishedParts parts that were gone because their camera was lost inside the fragment
  /// @param viewerErrors requests of players that were refused, and connections lost
  /// @param deleted streams
  /// @param loadLateMs by how much the load itself was late, at most
  record Soak(
      double seconds,
      long fragments,
      long bytes,
      long uploads,
      long missing,
      Latency first,
      Latency last,
      long readLive,
      long readStored,
      long watched,
      long vanishedParts,
      long viewerErrors,
      long clips,
      long lists,
      long deleted,
      double loadLateMs)
      implements LoadResult {}

  /// Readers behind cameras.
  ///
  /// @param latency from a frame's last octet given to the socket until it was read whole
  /// @param loadLateMs by how much the load itself was late with frames, at most
  record Live(double seconds, Latency latency, double serverCpuSeconds, double loadLateMs)
      implements LoadResult {}

  /// Lists of fragments.
  ///
  /// @param latency from the request until the last octet of the answer
  record List(double seconds, Latency latency, double serverCpuSeconds) implements LoadResult {}
}
