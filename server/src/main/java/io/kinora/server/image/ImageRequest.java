package io.kinora.server.image;

import io.kinora.server.api.ApiError;
import io.kinora.server.api.Location;
import io.kinora.server.api.Members;
import io.kinora.server.api.Shapes;
import io.kinora.server.api.StreamReference;
import io.kinora.server.image.ImageTarget.Format;
import io.kinora.server.playback.FragmentSelector;
import io.kinora.store.StreamRecord;
import io.kinora.store.TimeAxis;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A valid request for images.
///
/// @param pageSize `MaxResults`, if given
/// @param nextToken if given
record ImageRequest(
    StreamReference stream,
    FragmentSelector range,
    int intervalMs,
    ImageTarget target,
    @Nullable Integer pageSize,
    @Nullable String nextToken) {
  /// Images of one page, at most.
  static final int PAGE_MAX = 100;

  /// Longest time range.
  static final long RANGE_MS_MAX = 300_000;

  private static final int INTERVAL_MS_MIN = 200;
  private static final int INTERVAL_MS_DEFAULT = 3000;
  private static final Pattern QUALITY = Pattern.compile("[0-9]{1,9}");

  private enum Selector {
    PRODUCER_TIMESTAMP(TimeAxis.PRODUCER),
    SERVER_TIMESTAMP(TimeAxis.SERVER);

    private final TimeAxis axis;

    Selector(TimeAxis axis) {
      this.axis = axis;
    }
  }

  private enum FormatKey {
    JPEGQuality
  }

  static ImageRequest read(Members in) {
    return new ImageRequest(
        StreamReference.read(in),
        new FragmentSelector(
            in.required("ImageSelectorType", Shapes.oneOf(Selector.class)).axis,
            in.required("StartTimestamp", Shapes.TIMESTAMP),
            in.required("EndTimestamp", Shapes.TIMESTAMP)),
        in.optional(
            "SamplingInterval",
            Shapes.integer(INTERVAL_MS_MIN, Integer.MAX_VALUE),
            INTERVAL_MS_DEFAULT),
        target(in),
        in.optional("MaxResults", Shapes.integer(1, PAGE_MAX)),
        in.optional("NextToken", Shapes.text(1, 4096, "[a-zA-Z0-9+/]+={0,2}")));
  }

  private static ImageTarget target(Members in) {
    var format = in.required("Format", Shapes.oneOf(Format.class));
    // In the model a map, by its constraints a structure of one member.
    var config =
        in.optional(
            "FormatConfig",
            Shapes.mapOf(
                1,
                1,
                Shapes.oneOf(FormatKey.class).map(FormatKey::name),
                Shapes.text(0, 256, "[a-zA-Z_0-9]+")));
    var quality = config == null ? null : config.get(FormatKey.JPEGQuality.name());
    return new ImageTarget(
        format,
        quality == null || format == Format.PNG ? ImageTarget.ANY_QUALITY : quality(quality),
        in.optional("WidthPixels", Shapes.integer(1, ImageTarget.WIDTH_MAX), 0),
        in.optional("HeightPixels", Shapes.integer(1, ImageTarget.HEIGHT_MAX), 0));
  }

  private static int quality(String text) {
    int quality = QUALITY.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (quality < 1 || quality > ImageTarget.QUALITY_MAX) {
      throw new Location("formatConfig.JPEGQuality", true)
          .violation("'" + text + "'", "Member must be a whole number from 1 to 100");
    }
    return quality;
  }

  /// Throws [io.kinora.server.api.ApiException] if there can be no images of this stream, or not
  /// of this range.
  void checkAgainst(StreamRecord record, long nowMs) {
    if (record.retentionHours() == 0) {
      throw ApiError.NO_DATA_RETENTION.because(
          "The stream %s does not retain data.".formatted(record.name()));
    }
    range.checkListable(record, nowMs);
    if (range.endMs() - range.startMs() > RANGE_MS_MAX) {
      throw ApiError.INVALID_ARGUMENT.because(
          "The time range is %d ms long, and may be %d ms at most."
              .formatted(range.endMs() - range.startMs(), RANGE_MS_MAX));
    }
  }

  Sampling sampling() {
    return new Sampling(range.startMs(), range.endMs(), intervalMs);
  }

  /// A text that equals the text of requests for the same images only.
  String toText() {
    return "%s %d %s %d %d %d"
        .formatted(
            range.toText(),
            intervalMs,
            target.format(),
            target.quality(),
            target.width(),
            target.height());
  }
}
