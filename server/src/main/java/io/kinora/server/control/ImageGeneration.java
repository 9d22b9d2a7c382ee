package io.kinora.server.control;

import io.kinora.server.api.ApiError;
import io.kinora.server.api.JsonWriter;
import io.kinora.server.api.Members;
import io.kinora.server.api.Shape;
import io.kinora.server.api.Shapes;
import io.kinora.server.api.StreamAttribute;
import io.kinora.store.StreamRecord;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An `ImageGenerationConfiguration`.
///
/// @param samplingIntervalMs time between two images
/// @param formatConfig settings of the format, at most the JPEG quality
record ImageGeneration(
    StreamConfiguration.Status status,
    Selector selector,
    Destination destination,
    int samplingIntervalMs,
    Format format,
    @Nullable SortedMap<String, String> formatConfig,
    @Nullable Integer widthPixels,
    @Nullable Integer heightPixels)
    implements StreamConfiguration.Value {
  private static final int SAMPLING_INTERVAL_MS_MIN = 200;
  private static final String JPEG_QUALITY = "JPEGQuality";
  private static final Pattern PERCENT = Pattern.compile("[1-9][0-9]?|100");

  private static final Shape<Destination> DESTINATION = Shapes.structure(Destination::read);
  private static final Shape<SortedMap<String, String>> FORMAT_CONFIG =
      Shapes.mapOf(1, 1, Shapes.text(1, 256, JPEG_QUALITY), Shapes.text(0, 256, "^[a-zA-Z_0-9]+"));

  enum Selector {
    SERVER_TIMESTAMP,
    PRODUCER_TIMESTAMP
  }

  enum Format {
    JPEG,
    PNG
  }

  record Destination(String uri, String region) {
    private static final Shape<String> REGION =
        Shapes.text(9, 14, "^[a-z]+(-[a-z]+)?-[a-z]+-[0-9]$");

    static Destination read(Members in) {
      return new Destination(
          in.required("Uri", ControlShapes.DESTINATION_URI),
          in.required("DestinationRegion", REGION));
    }
  }

  static ImageGeneration read(Members in) {
    return new ImageGeneration(
        in.required("Status", Shapes.oneOf(StreamConfiguration.Status.class)),
        in.required("ImageSelectorType", Shapes.oneOf(Selector.class)),
        in.required("DestinationConfig", DESTINATION),
        in.required(
            "SamplingInterval", Shapes.integer(SAMPLING_INTERVAL_MS_MIN, Integer.MAX_VALUE)),
        in.required("Format", Shapes.oneOf(Format.class)),
        in.optional("FormatConfig", FORMAT_CONFIG),
        in.optional("WidthPixels", Shapes.integer(1, 3840)),
        in.optional("HeightPixels", Shapes.integer(1, 2160)));
  }

  @Override
  public void check(StreamRecord stream) {
    if (StreamAttribute.REGION.of(stream).filter(destination.region()::equals).isEmpty()) {
      throw ApiError.INVALID_ARGUMENT.because(
          "DestinationRegion must be the region of the stream.");
    }
    if (format == Format.JPEG
        && formatConfig != null
        && !formatConfig.values().stream().allMatch(text -> PERCENT.matcher(text).matches())) {
      throw ApiError.INVALID_ARGUMENT.because("JPEGQuality must be from 1 to 100.");
    }
  }

  @Override
  public void writeTo(JsonWriter json) {
    json.object(
        "DestinationConfig",
        inner -> {
          inner.text("DestinationRegion", destination.region());
          inner.text("Uri", destination.uri());
        });
    json.text("Format", format.name());
    json.texts("FormatConfig", formatConfig);
    json.number("HeightPixels", heightPixels);
    json.text("ImageSelectorType", selector.name());
    json.number("SamplingInterval", samplingIntervalMs);
    json.text("Status", status.name());
    json.number("WidthPixels", widthPixels);
  }
}
