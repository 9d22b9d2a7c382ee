package io.kinora.store.log;

import io.kinora.store.StreamRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Streams as JSON: an object with the components of [StreamRecord] by their names. Unknown members
/// are passed over, so that a later version may add some.
public final class StreamJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private StreamJson() {}

  public static byte[] encode(StreamRecord stream) {
    return MAPPER.writeValueAsBytes(stream);
  }

  /// Reads a stream.
  ///
  /// @param where the place, for messages
  public static StreamRecord decode(byte[] json, String where) throws CorruptLogException {
    try {
      return MAPPER.readValue(json, StreamRecord.class);
    } catch (JacksonException broken) {
      throw new CorruptLogException(where, 0, "no stream: " + broken.getOriginalMessage());
    }
  }
}
