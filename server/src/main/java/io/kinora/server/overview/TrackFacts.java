package io.kinora.server.overview;

import io.kinora.media.codec.Codecs;
import io.kinora.media.matroska.FrameTable;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.media.matroska.Track;
import io.kinora.server.api.JsonWriter;
import io.kinora.server.api.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A track, and what of it is in one fragment if that was asked for.
record TrackFacts(Track track, Optional<Frames> frames) implements Output {
  /// The frames of one track in one fragment.
  record Frames(int count, int keys, long bytes) {}

  /// The tracks of a stream header.
  static List<TrackFacts> of(StreamHeader header) {
    return header.tracks().stream().map(track -> new TrackFacts(track, Optional.empty())).toList();
  }

  /// The tracks of a stream header with their frames in one fragment.
  static List<TrackFacts> of(StreamHeader header, FrameTable table) {
    var facts = new ArrayList<TrackFacts>();
    for (int index = 0; index < header.tracks().size(); index++) {
      var frames = Optional.of(frames(table, index));
      facts.add(new TrackFacts(header.tracks().get(index), frames));
    }
    return facts;
  }

  private static Frames frames(FrameTable table, int track) {
    int count = 0;
    int keys = 0;
    long bytes = 0;
    for (int row = 0; row < table.count(); row++) {
      if (table.track(row) == track) {
        count++;
        keys += table.key(row) ? 1 : 0;
        bytes += table.size(row);
      }
    }
    return new Frames(count, keys, bytes);
  }

  @Override
  public void writeTo(JsonWriter json) {
    var codec = Codecs.describe(track);
    json.number("TrackNumber", track.number());
    json.text("Type", type());
    json.text("CodecId", track.codecId());
    json.text("Codec", codec.rfc6381().isEmpty() ? null : codec.rfc6381());
    json.text("Description", codec.summary());
    json.number("Width", present(codec.width()));
    json.number("Height", present(codec.height()));
    json.number("SamplingRate", present(codec.samplingRate()));
    json.number("Channels", present(codec.channels()));
    frames.ifPresent(
        each -> {
          json.number("Frames", each.count());
          json.number("KeyFrames", each.keys());
          json.number("Bytes", each.bytes());
        });
  }

  private String type() {
    return switch (track.type()) {
      case Track.VIDEO -> "VIDEO";
      case Track.AUDIO -> "AUDIO";
      default -> "OTHER";
    };
  }

  /// A fact that is unknown is left out.
  private static @Nullable Integer present(int value) {
    return value == 0 ? null : value;
  }
}
