package io.kinora.server.overview;

import io.kinora.server.api.Action;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.JsonWriter;
import io.kinora.server.api.Members;
import io.kinora.server.api.Output;
import io.kinora.server.api.StreamArn;
import io.kinora.server.api.StreamOperation;
import io.kinora.server.api.StreamReference;
import io.kinora.server.live.LiveStreams;
import io.kinora.server.playback.StreamHeaders;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentStore;
import io.kinora.store.ReadScope;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// DescribeStreamStatistics: whether a stream is live, how much it holds, and what its newest
/// fragment is. Costs the same for any number of fragments.
public final class DescribeStreamStatistics implements StreamOperation<StreamReference> {
  /// A stream is live as long as a live playback session would be given out for it.
  private static final long LIVE_MS = 30_000;

  /// The rate is that of so many fragments, the newest.
  private static final int RATE_SAMPLE = 10;

  private final FragmentStore store;
  private final LiveStreams streams;
  private final StreamHeaders headers;

  public DescribeStreamStatistics(FragmentStore store, LiveStreams streams, StreamHeaders headers) {
    this.store = store;
    this.streams = streams;
    this.headers = headers;
  }

  private enum State {
    LIVE,
    IDLE,
    EMPTY
  }

  @Override
  public Action action() {
    return Action.DESCRIBE_STREAM_STATISTICS;
  }

  @Override
  public StreamReference read(Members in) {
    return StreamReference.read(in);
  }

  @Override
  public StreamReference stream(StreamReference input) {
    return input;
  }

  @Override
  public Output run(StreamReference input, StreamRecord stream, CallContext call)
      throws IOException {
    var scope = ReadScope.playable(stream, call.nowMs());
    var newest = store.newest(scope, RATE_SAMPLE);
    var oldest = store.after(scope, 0, 1).stream().findFirst();
    var tracks = newest.isEmpty() ? List.<TrackFacts>of() : tracks(newest.getFirst());
    int producers = streams.producers(stream);
    return json -> {
      json.text("StreamName", stream.name());
      json.text("StreamARN", StreamArn.of(stream).toString());
      json.number("DataRetentionInHours", stream.retentionHours());
      json.text("State", state(newest, call.nowMs()).name());
      json.number("Producers", producers);
      json.number("BitRate", bitRate(newest));
      writeStored(json, newest, oldest);
      json.objects("Tracks", tracks);
    };
  }

  private static State state(List<FragmentMetadata> newest, long nowMs) {
    if (newest.isEmpty()) {
      return State.EMPTY;
    }
    return newest.getFirst().number().serverTimeMs() >= nowMs - LIVE_MS ? State.LIVE : State.IDLE;
  }

  private static long bitRate(List<FragmentMetadata> newest) {
    long bytes = newest.stream().mapToLong(FragmentMetadata::sizeBytes).sum();
    long durationMs = newest.stream().mapToLong(FragmentMetadata::playedMs).sum();
    return durationMs == 0 ? 0 : bytes * Byte.SIZE * 1000 / durationMs;
  }

  /// All sums follow from the first and the last row.
  private static void writeStored(
      JsonWriter json, List<FragmentMetadata> newest, Optional<FragmentMetadata> oldest) {
    if (newest.isEmpty() || oldest.isEmpty()) {
      json.number("Fragments", 0);
      json.number("StoredBytes", 0);
      json.number("RecordedMilliseconds", 0);
      return;
    }
    var first = oldest.get().continuity();
    var last = newest.getFirst();
    var behind = last.continuity();
    json.number("Fragments", behind.ordinal() - first.ordinal() + 1);
    json.number("StoredBytes", behind.storedBytes() - first.storedBytes() + last.sizeBytes());
    json.number("RecordedMilliseconds", behind.elapsedMs() - first.elapsedMs() + last.playedMs());
    json.object("OldestFragment", new FragmentFacts(oldest.get()));
    json.object("LatestFragment", new FragmentFacts(last));
  }

  private List<TrackFacts> tracks(FragmentMetadata fragment) throws IOException {
    var opened = store.open(fragment);
    if (opened.isEmpty()) {
      return List.of();
    }
    try (var stored = opened.get()) {
      return TrackFacts.of(headers.read(stored.header()));
    }
  }
}
