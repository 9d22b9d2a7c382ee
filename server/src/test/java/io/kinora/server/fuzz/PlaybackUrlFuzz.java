package io.kinora.server.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.kinora.server.fuzz.FuzzedServer.Answer;
import io.kinora.testkit.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What a player may ask of a session's URLs: an octet that chooses the session and its resource,
/// the query behind its token, and in a second line the field `Range`. The answer is media, a
/// playlist or a refusal, whole and framed; never a failure. A range of it is that part of it.
public final class PlaybackUrlFuzz {
  private static final List<String> HLS =
      List.of(
          "getHLSMasterPlaylist.m3u8",
          "getHLSMediaPlaylist.m3u8",
          "getMP4InitFragment.mp4",
          "getMP4MediaFragment.mp4",
          "getTSFragment.ts");
  private static final List<String> DASH =
      List.of("getDASHManifest.mpd", "getMP4InitFragment.mp4", "getMP4MediaFragment.mp4");
  private static final Pattern NOT_IN_TARGETS = Pattern.compile("[^!-~\\x80-\\xff]");
  private static final Pattern NOT_IN_FIELDS = Pattern.compile("[^ -~\\x80-\\xff]");

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("(?i)content-range: bytes (\\d+)-(\\d+)/(\\d+)\r\n");

  private static final FuzzedServer SERVER = FuzzedServer.start();
  private static final List<String> RESOURCES = resources();

  private PlaybackUrlFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    String resource = RESOURCES.get((input[0] & 0xFF) % RESOURCES.size());
    String[] lines = new String(input, 1, input.length - 1, ISO_8859_1).split("\n", 2);
    String query = NOT_IN_TARGETS.matcher(SERVER.fill(lines[0])).replaceAll("");
    String head = "GET " + resource + '&' + query + " HTTP/1.1\r\nHost: h\r\n";
    var whole = SERVER.ask(head, new byte[0]);
    Check.that(whole.status() != 206, "a part that nobody asked for");
    if (lines.length > 1) {
      String range = NOT_IN_FIELDS.matcher(lines[1]).replaceAll("");
      compare(SERVER.ask(head + "Range: " + range + "\r\n", new byte[0]), whole);
    }
  }

  /// What is answered with a range, and without.
  private static void compare(Answer ranged, Answer whole) {
    if (ranged.status() == 206) {
      var range = CONTENT_RANGE.matcher(ranged.head());
      Check.that(range.find(), ranged.head());
      int from = Integer.parseInt(range.group(1));
      int to = Integer.parseInt(range.group(2));
      Check.that(Integer.parseInt(range.group(3)) == whole.body().length(), "another length");
      Check.that(whole.body().substring(from, to + 1).equals(ranged.body()), "other octets");
    } else if (ranged.status() != 416) {
      Check.that(ranged.status() == whole.status(), ranged.head());
      Check.that(ranged.body().equals(whole.body()), "another body");
    }
  }

  private static List<String> resources() {
    var resources = new ArrayList<String>();
    String hls = SERVER.session("getHLSStreamingSessionURL", "HLSFragmentSelector", "");
    String ts =
        SERVER.session(
            "getHLSStreamingSessionURL", "HLSFragmentSelector", ",\"ContainerFormat\":\"MPEG_TS\"");
    String dash = SERVER.session("getDASHStreamingSessionURL", "DASHFragmentSelector", "");
    for (String name : HLS) {
      resources.add(hls.replaceFirst("[^/]*\\?", name + "?"));
      resources.add(ts.replaceFirst("[^/]*\\?", name + "?"));
    }
    DASH.forEach(name -> resources.add(dash.replaceFirst("[^/]*\\?", name + "?")));
    return resources;
  }

  static List<byte[]> seeds() {
    var seeds = new ArrayList<byte[]>();
    for (int resource = 0; resource < RESOURCES.size(); resource++) {
      for (String rest :
          List.of(
              "",
              "TrackNumber=1",
              "TrackNumber=2&SequenceNumber=1",
              "TrackNumber=1&Part=0",
              "_HLS_msn=1&_HLS_part=0&_HLS_skip=YES",
              "TrackNumber=1&SequenceNumber=0\nbytes=0-9",
              "FragmentNumber=@0&TrackNumber=1\nbytes=8-99",
              "FragmentNumber=@1\nbytes=-188",
              "FragmentNumber=@2&TrackNumber=1&Part=0")) {
        seeds.add(((char) resource + rest).getBytes(ISO_8859_1));
      }
    }
    return seeds;
  }
}
