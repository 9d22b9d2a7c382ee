package io.kinora.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinora.benchmarks.peer.Nginx;
import io.kinora.benchmarks.peer.Tool;
import io.kinora.benchmarks.process.ProcessCost;
import io.kinora.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// GetClip of a hundred megabytes, beside `ffmpeg -c copy` of the same footage and nginx serving
/// the finished file, all from the page cache. curl is the client.
final class ClipPart implements Part {
  private static final String PART = "clip";
  private static final int SECONDS = 40;
  private static final int QUICK_SECONDS = 4;
  private static final int CLIPS = 50;
  private static final int QUICK_CLIPS = 3;
  private static final double MB = 1e6;

  @Override
  public void run(Bench bench) throws IOException {
    var files = bench.fresh("clip-files");
    Files.createDirectories(files);
    var footage = files.resolve("footage.mkv");
    Footage.encode(bench.quick() ? QUICK_SECONDS : SECONDS, footage);
    var data = bench.fresh("clip");
    try (var server = bench.kinora(data)) {
      Footage.upload(server.url(), footage);
      var clip = link(server.url());
      curl("-o", files.resolve("clip.mp4").toString(), clip);
      try (var nginx = Nginx.start(files, bench.scratch())) {
        for (int round = 0; round < bench.rounds(); round++) {
          once(bench, clip, footage);
          compare(bench, server, nginx, clip);
        }
      }
    }
    Bench.delete(data);
    Bench.delete(files);
  }

  /// One clip to one client: how long it takes, and how long to its first octet.
  private static void once(Bench bench, String clip, Path footage) throws IOException {
    var times =
        curl("-o", "/dev/null", "-w", "%{time_starttransfer} %{time_total}", clip).split(" ");
    add(bench, "GetClip", "first octet", "ms", 1000 * Double.parseDouble(times[0]));
    add(bench, "GetClip", "whole", "ms", 1000 * Double.parseDouble(times[1]));
    long start = System.nanoTime();
    run("ffmpeg -v error -y -i %1$s -c copy -movflags +faststart %1$s.mp4".formatted(footage));
    add(bench, "ffmpeg -c copy", "whole", "ms", (System.nanoTime() - start) / 1e6);
  }

  private static void compare(Bench bench, ServerProcess server, Nginx nginx, String clip)
      throws IOException {
    int clips = bench.quick() ? QUICK_CLIPS : CLIPS;
    var name = "GetClip, one after the other";
    double ours = megabytesPerCpuSecond(List.of(server.pid()), clip, clips);
    double theirs = megabytesPerCpuSecond(nginx.pids(), nginx.url() + "/clip.mp4", clips);
    add(bench, name, "served", "MB/CPU-s", ours);
    add(bench, "nginx, sendfile of the file", "served", "MB/CPU-s", theirs);
    add(bench, name, "of nginx's MB/CPU-s", "", ours / theirs);
  }

  private static double megabytesPerCpuSecond(List<Long> pids, String url, int clips)
      throws IOException {
    var arguments = new ArrayList<>(List.of("-w", "%{size_download} "));
    for (var each : Collections.nCopies(clips, url)) {
      arguments.addAll(List.of("-o", "/dev/null", each));
    }
    double before = ProcessCost.of(pids).cpuSeconds();
    long bytes = 0;
    for (var size : curl(arguments.toArray(String[]::new)).strip().split(" ")) {
      bytes += Long.parseLong(size);
    }
    return bytes / MB / (ProcessCost.of(pids).cpuSeconds() - before);
  }

  private static String link(URI url) {
    var selector =
        """
        {"FragmentSelectorType":"PRODUCER_TIMESTAMP",\
        "TimestampRange":{"StartTimestamp":%d,"EndTimestamp":%d}}"""
            .formatted(Footage.START, Footage.START + 3600);
    return url
        + "/getClip?StreamName="
        + Footage.STREAM
        + "&ClipFragmentSelector="
        + URLEncoder.encode(selector, UTF_8);
  }

  private static String curl(String... arguments) throws IOException {
    var command = new ArrayList<>(List.of("curl", "-sS", "--fail"));
    command.addAll(List.of(arguments));
    return Tool.run(command);
  }

  private static void run(String command) throws IOException {
    Tool.run(List.of(command.split(" ")));
  }

  private static void add(Bench bench, String subject, String measure, String unit, double value) {
    bench.report().add(new Figure(PART, subject, measure, unit, Goal.NONE), value);
  }
}
