package io.kinora.benchmarks.load;

/// An acknowledgement of a fragment, as it stands on the wire: one JSON object on one line, with
/// its members in a fixed order.
///
/// @param timecode of the Cluster
/// @param number the fragment's
record Ack(Event event, long timecode, String number) {
  enum Event {
    BUFFERING,
    RECEIVED,
    PERSISTED
  }

  private static final String TYPE = "{\"EventType\":\"";
  private static final String TIMECODE = "\",\"FragmentTimecode\":";
  private static final String NUMBER = ",\"FragmentNumber\":\"";
  private static final String END = "\"}";
  private static final String IDLE = TYPE + "IDLE\"}";

  /// Whether the line says that the server has nothing to say.
  static boolean isIdle(String line) {
    return line.strip().equals(IDLE);
  }

  static Ack parse(String line) {
    int timecode = line.indexOf(TIMECODE);
    int number = line.indexOf(NUMBER);
    int end = line.indexOf(END, number + NUMBER.length());
    if (!line.startsWith(TYPE)
        || !line.endsWith("\n")
        || timecode < 0
        || number < timecode
        || end < 0
        || !line.substring(end + END.length()).isBlank()) {
      throw new LoadException("not an acknowledgement of a fragment: " + line.strip());
    }
    try {
      return new Ack(
          Event.valueOf(line.substring(TYPE.length(), timecode)),
          Long.parseLong(line, timecode + TIMECODE.length(), number, 10),
          line.substring(number + NUMBER.length(), end));
    } catch (IllegalArgumentException malformed) {
      throw new LoadException("not an acknowledgement of a fragment: " + line.strip());
    }
  }
}
