package io.kinora.benchmarks;

import io.kinora.benchmarks.peer.Tool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;

/// Real video with sound, which FFmpeg makes and a server is given.
final class Footage {
  /// Its stream.
  static final String STREAM = "clip";

  /// Where it begins on the producer's clock: whole seconds, as curl's user would type them.
  static final long START = 1_772_353_800L;

  private Footage() {}

  /// Twenty megabits a second, padded to that.
  static void encode(int seconds, Path footage) throws IOException {
    var command =
        ("ffmpeg -v error -y -f lavfi -i testsrc2=size=1280x720:rate=30 -f lavfi -i"
                + " sine=sample_rate=48000 -t %d -c:v libx264 -preset ultrafast -g 60"
                + " -pix_fmt yuv420p -b:v 20M -maxrate 20M -bufsize 20M"
                + " -x264-params nal-hrd=cbr -c:a aac %s")
            .formatted(seconds, footage);
    Tool.run(List.of(command.split(" ")));
  }

  static void upload(URI url, Path footage) throws IOException {
    var create = "{\"StreamName\":\"clip\",\"DataRetentionInHours\":24}";
    post(
        HttpRequest.newBuilder(url.resolve("/createStream")).POST(BodyPublishers.ofString(create)));
    post(
        HttpRequest.newBuilder(url.resolve("/putMedia"))
            .header("x-amzn-stream-name", "clip")
            .header("x-amzn-fragment-timecode-type", "RELATIVE")
            .header("x-amzn-producer-start-timestamp", Long.toString(START))
            .POST(BodyPublishers.ofFile(footage)));
  }

  private static void post(HttpRequest.Builder request) throws IOException {
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      var answer = client.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() != 200 || answer.body().contains("ERROR")) {
        throw new IOException(answer.body());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }
}
