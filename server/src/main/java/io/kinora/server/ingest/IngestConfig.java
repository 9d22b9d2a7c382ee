package io.kinora.server.ingest;

import io.kinora.server.config.Bounds;
import io.kinora.server.config.ByteSize;
import io.kinora.server.config.ConfigException;
import io.kinora.server.config.Key;
import io.kinora.server.config.Leniency;
import io.kinora.server.config.Settings;
import io.kinora.server.live.PagePool;
import java.time.Duration;
import java.util.List;

/// Limits and manners of PutMedia.
///
/// @param memory media and large frame tables of all open and not yet stored fragments; at the
///     bound sockets are not read
/// @param maxFragmentSize of one fragment
/// @param maxFragmentDuration of one fragment
/// @param maxTracks of a session
/// @param maxTags of one fragment
/// @param idleTimeout silence after which a session ends
/// @param idleAckInterval between two IDLE acknowledgements
/// @param quietCompletion silence behind a whole Cluster after which its fragment is complete
/// @param strictTimecodes whether a fragment that starts before its predecessor is refused
/// @param secondHeader what happens to a second EBML header in a session
/// @param missingTrack what happens to a fragment that lacks a declared track
/// @param maxSessionsPerStream 0 for no limit
/// @param maxSessionDuration zero for no limit
public record IngestConfig(
    ByteSize memory,
    ByteSize maxFragmentSize,
    Duration maxFragmentDuration,
    int maxTracks,
    int maxTags,
    Duration idleTimeout,
    Duration idleAckInterval,
    Duration quietCompletion,
    boolean strictTimecodes,
    Leniency secondHeader,
    Leniency missingTrack,
    int maxSessionsPerStream,
    Duration maxSessionDuration) {
  private static final Key<ByteSize> MEMORY =
      Key.size(
          "ingest.memory",
          "512MiB",
          "Most memory for fragments that are not stored yet; at the bound sockets are not read.");
  private static final Key<ByteSize> MAX_FRAGMENT_SIZE =
      Key.size("ingest.max-fragment-size", "50MiB", "Largest fragment.");
  private static final Key<Duration> MAX_FRAGMENT_DURATION =
      Key.duration("ingest.max-fragment-duration", "20s", "Longest fragment.");
  private static final Key<Integer> MAX_TRACKS =
      Key.count("ingest.max-tracks", "3", "Most tracks of a session.");
  private static final Key<Integer> MAX_TAGS =
      Key.count("ingest.max-tags", "10", "Most tags of one fragment.");
  private static final Key<Duration> IDLE_TIMEOUT =
      Key.duration("ingest.idle-timeout", "30s", "Silence after which a session is ended.");
  private static final Key<Duration> IDLE_ACK_INTERVAL =
      Key.duration("ingest.idle-ack-interval", "5s", "Time between two IDLE acknowledgements.");
  private static final Key<Duration> QUIET_COMPLETION =
      Key.duration(
          "ingest.quiet-completion",
          "250ms",
          "Silence behind a whole Cluster after which its fragment counts as complete.");
  private static final Key<Boolean> STRICT_TIMECODES =
      Key.flag(
          "ingest.strict-timecodes",
          false,
          "Whether a fragment that starts before its predecessor is refused.");
  private static final Key<Leniency> SECOND_HEADER =
      Key.leniency("ingest.second-header", "What happens to a second EBML header in one session");
  private static final Key<Leniency> MISSING_TRACK =
      Key.leniency(
          "ingest.missing-track", "What happens to a fragment that lacks a declared track");
  private static final Key<Integer> MAX_SESSIONS_PER_STREAM =
      Key.count(
              "ingest.max-sessions-per-stream",
              "0",
              "Most PutMedia sessions of one stream; 0: any number.")
          .inAws("1");
  private static final Key<Duration> MAX_SESSION_DURATION =
      Key.duration("ingest.max-session-duration", "0", "Longest session; 0: any.").inAws("45m");

  /// The keys of this record.
  public static final List<Key<?>> KEYS =
      List.of(
          MEMORY,
          MAX_FRAGMENT_SIZE,
          MAX_FRAGMENT_DURATION,
          MAX_TRACKS,
          MAX_TAGS,
          IDLE_TIMEOUT,
          IDLE_ACK_INTERVAL,
          QUIET_COMPLETION,
          STRICT_TIMECODES,
          SECOND_HEADER,
          MISSING_TRACK,
          MAX_SESSIONS_PER_STREAM,
          MAX_SESSION_DURATION);

  private static final ByteSize KIBIBYTE = new ByteSize(1024);
  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration YEAR = Duration.ofDays(365);

  public IngestConfig {
    Bounds.check(MEMORY, memory, KIBIBYTE, ByteSize.ofMiB(1L << 20));
    Bounds.check(MAX_FRAGMENT_SIZE, maxFragmentSize, KIBIBYTE, ByteSize.ofMiB(1024));
    Bounds.check(MAX_FRAGMENT_DURATION, maxFragmentDuration, MILLISECOND, HOUR);
    Bounds.check(MAX_TRACKS, maxTracks, 1, 100);
    Bounds.check(MAX_TAGS, maxTags, 0, 1000);
    Bounds.check(IDLE_TIMEOUT, idleTimeout, MILLISECOND, HOUR);
    Bounds.check(IDLE_ACK_INTERVAL, idleAckInterval, MILLISECOND, HOUR);
    Bounds.check(QUIET_COMPLETION, quietCompletion, MILLISECOND, HOUR);
    Bounds.check(MAX_SESSIONS_PER_STREAM, maxSessionsPerStream, 0, 1_000_000);
    Bounds.check(MAX_SESSION_DURATION, maxSessionDuration, Duration.ZERO, YEAR);
    var least = new ByteSize(PagePool.leastBytes(maxFragmentSize.octets()));
    if (memory.compareTo(least) < 0) {
      throw new ConfigException(
          "%s (%s) must be at least %s, to hold one fragment of %s (%s)"
              .formatted(MEMORY.name(), memory, least, MAX_FRAGMENT_SIZE.name(), maxFragmentSize));
    }
  }

  /// Octets of the heap that the frame tables of all fragments may take.
  public long tablesBytes() {
    return PagePool.tablesBytes(memory.octets());
  }

  /// Reads the keys.
  public static IngestConfig from(Settings settings) {
    return new IngestConfig(
        settings.get(MEMORY),
        settings.get(MAX_FRAGMENT_SIZE),
        settings.get(MAX_FRAGMENT_DURATION),
        settings.get(MAX_TRACKS),
        settings.get(MAX_TAGS),
        settings.get(IDLE_TIMEOUT),
        settings.get(IDLE_ACK_INTERVAL),
        settings.get(QUIET_COMPLETION),
        settings.get(STRICT_TIMECODES),
        settings.get(SECOND_HEADER),
        settings.get(MISSING_TRACK),
        settings.get(MAX_SESSIONS_PER_STREAM),
        settings.get(MAX_SESSION_DURATION));
  }
}
