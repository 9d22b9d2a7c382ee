package io.kinora.server.overview;

import io.kinora.server.api.JsonWriter;
import io.kinora.server.api.Output;
import io.kinora.store.FragmentMetadata;

/// A fragment as ListFragments describes it, and how long it plays.
record FragmentFacts(FragmentMetadata fragment) implements Output {
  @Override
  public void writeTo(JsonWriter json) {
    json.text("FragmentNumber", fragment.number().toString());
    json.number("FragmentSizeInBytes", fragment.sizeBytes());
    json.timestamp("ProducerTimestamp", fragment.producerTimeMs());
    json.timestamp("ServerTimestamp", fragment.number().serverTimeMs());
    json.number("FragmentLengthInMilliseconds", fragment.lengthMs());
    json.number("PlaybackDurationInMilliseconds", fragment.playedMs());
  }
}
