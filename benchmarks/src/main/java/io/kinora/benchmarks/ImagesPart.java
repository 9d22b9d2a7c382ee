package io.kinora.benchmarks;

import io.kinora.benchmarks.load.LoadProcess;
import io.kinora.benchmarks.load.LoadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// GetImages of 720p footage, an image a second: pictures that nobody has asked for yet, and the
/// same ones again.
final class ImagesPart implements Part {
  private static final String PART = "images";
  private static final int SECONDS = 30;
  private static final int QUICK_SECONDS = 4;

  /// Widths asked for, each a picture of its own: more than a round can ask for.
  private static final int WIDTHS = 1000;
  private static final int WIDTH_MIN = 160;

  @Override
  public void run(Bench bench) throws IOException {
    var data = bench.fresh("images");
    var file = bench.fresh("images.mkv");
    int seconds = bench.quick() ? QUICK_SECONDS : SECONDS;
    Footage.encode(seconds, file);
    try (var server = bench.kinora(data)) {
      Footage.upload(server.url(), file);
      try (var api = new Api(server.url())) {
        int images = count(api, seconds);
        for (int round = 0; round < bench.rounds(); round++) {
          int first = WIDTH_MIN + round * WIDTHS / bench.rounds();
          var cold =
              IntStream.range(first, first + WIDTHS / bench.rounds())
                  .mapToObj(width -> line(seconds, width))
                  .toList();
          var settings = Map.of("url", server.url(), "pids", server.pid(), "connections", 1);
          measure(bench, "new ones", images, settings, cold);
          measure(bench, "the same again", images, settings, List.of(line(seconds, 640)));
        }
      }
    }
    Bench.delete(data);
    Files.delete(file);
  }

  private static int count(Api api, int seconds) throws IOException {
    int images = api.call("/getImages", request(seconds, 640)).required("Images").size();
    if (images < seconds) {
      throw new IOException("only " + images + " images");
    }
    return images;
  }

  private static String line(int seconds, int width) {
    return "/getImages " + request(seconds, width);
  }

  private static String request(int seconds, int width) {
    return """
        {"StreamName":"%s","ImageSelectorType":"PRODUCER_TIMESTAMP","StartTimestamp":%d,\
        "EndTimestamp":%d,"SamplingInterval":1000,"Format":"JPEG","WidthPixels":%d,\
        "HeightPixels":%d,"MaxResults":100}"""
        .formatted(
            Footage.STREAM,
            Footage.START,
            Footage.START + seconds,
            width,
            Math.max(1, width * 9 / 16));
  }

  private static void measure(
      Bench bench, String which, int images, Map<String, ?> server, List<String> lines)
      throws IOException {
    Path targets = Files.write(bench.scratch().resolve("images-targets"), lines);
    var settings = new HashMap<String, Object>(server);
    settings.put("targets", targets);
    settings.put("warmup", bench.warmupSeconds() / 4);
    settings.put("seconds", bench.sampleSeconds() * 2);
    var result = LoadProcess.run("fetch", settings, LoadResult.Fetch.class);
    var subject = "JPEG of 720p, " + which;
    bench
        .report()
        .add(
            new Figure(PART, subject, "images", "1/s", Goal.NONE),
            images * result.latency().count() / result.seconds());
    bench
        .report()
        .add(
            new Figure(PART, subject, "answer of %d images p50".formatted(images), "ms", Goal.NONE),
            result.latency().p50Ms());
  }
}
