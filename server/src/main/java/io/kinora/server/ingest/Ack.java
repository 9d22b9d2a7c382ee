package io.kinora.server.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kinora.server.live.LiveFragment;
import java.util.Optional;

/// An acknowledgement, and its one line on the wire.
///
/// Clients parse it with very small parsers: the member order is fixed, nothing is escaped, nothing
/// is null, the timecode is a number that is never negative, and a line feed ends it.
sealed interface Ack {
  /// The fragment's first octets arrived and it has its number.
  record Buffering(LiveFragment.Identity fragment) implements Ack {}

  /// The fragment is complete and valid.
  record Received(LiveFragment.Identity fragment) implements Ack {}

  /// The fragment survives a crash.
  record Persisted(LiveFragment.Identity fragment) implements Ack {}

  /// The session is over.
  ///
  /// @param fragment the one at fault, where one is known
  record Failed(Optional<LiveFragment.Identity> fragment, IngestError error) implements Ack {}

  /// The connection is open, nothing arrives.
  record Idle() implements Ack {}

  default byte[] line() {
    var json =
        switch (this) {
          case Buffering(var fragment) -> event("BUFFERING", Optional.of(fragment), "");
          case Received(var fragment) -> event("RECEIVED", Optional.of(fragment), "");
          case Persisted(var fragment) -> event("PERSISTED", Optional.of(fragment), "");
          case Failed(var fragment, var error) ->
              event(
                  "ERROR",
                  fragment,
                  ",\"ErrorCode\":\"" + error.name() + "\",\"ErrorId\":" + error.id());
          case Idle() -> event("IDLE", Optional.empty(), "");
        };
    return json.getBytes(US_ASCII);
  }

  private static String event(
      String type, Optional<LiveFragment.Identity> fragment, String members) {
    var line = new StringBuilder(192).append("{\"EventType\":\"").append(type).append('"');
    fragment.ifPresent(
        known ->
            line.append(",\"FragmentTimecode\":")
                .append(known.timecode())
                .append(",\"FragmentNumber\":\"")
                .append(known.digits())
                .append('"'));
    return line.append(members).append("}\n").toString();
  }
}
