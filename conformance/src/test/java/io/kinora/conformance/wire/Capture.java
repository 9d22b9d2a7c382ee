package io.kinora.conformance.wire;

import io.kinora.conformance.media.Element;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// A request of a real client as it came over the wire, kept in the test resources. Bodies of
/// PutMedia are cut after 64 KiB; their last KiB is in a file beside.
///
/// @param head of the request with the empty line
/// @param body what follows the head, framing included
public record Capture(String client, String name, String head, byte[] body) {
  private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};
  private static final byte[] TAGS = {0x12, 0x54, (byte) 0xC3, 0x67};

  /// Loads `NAME.raw` of a client.
  public static Capture load(String client, String name) {
    var raw = resource(client, name + ".raw");
    int end = indexOf(raw, END_OF_HEAD, 0) + END_OF_HEAD.length;
    var head = new String(raw, 0, end, StandardCharsets.ISO_8859_1);
    return new Capture(client, name, head, Arrays.copyOfRange(raw, end, raw.length));
  }

  /// All requests of a client, in the order in which it made them.
  public static List<Capture> all(String client) {
    var folder = Objects.requireNonNull(Capture.class.getResource("/wire/" + client));
    try (var files = Files.list(Path.of(folder.toURI()))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> !file.endsWith(".tail.raw"))
          .map(file -> file.substring(0, file.length() - ".raw".length()))
          .sorted()
          .map(name -> load(client, name))
          .toList();
    } catch (IOException | URISyntaxException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// The HTTP chunks that were captured whole, with their framing.
  public byte[] wholeChunks() {
    return Arrays.copyOf(body, Chunked.of(body).wholeEnd());
  }

  /// What was captured of the media, without framing.
  public byte[] media() {
    return Chunked.of(body).media();
  }

  /// How much of [#media()] is in [#wholeChunks()].
  public int mediaInWholeChunks() {
    return Chunked.of(wholeChunks()).media().length;
  }

  /// [#media()] with the block in which it breaks off filled up with zeros.
  public byte[] mediaToTheEndOfItsLastBlock() {
    var media = media();
    var last = Element.topLevel(media).getLast();
    if (last.id() == Element.CLUSTER) {
      last = last.children().getLast();
    }
    return Arrays.copyOf(media, Math.toIntExact(last.announcedEnd()));
  }

  /// The Tags element with which the producer ended its last fragment.
  public byte[] endOfFragment() {
    var tail = resource(client, name + ".tail.raw");
    int start = -1;
    for (int at = indexOf(tail, TAGS, 0); at >= 0; at = indexOf(tail, TAGS, at + 1)) {
      start = at;
    }
    int end = tail.length - "\r\n0\r\n\r\n".length();
    return Arrays.copyOfRange(tail, start, end);
  }

  @Override
  public String toString() {
    return client + "/" + name;
  }

  /// A chunked body that may break off.
  private record Chunked(byte[] media, int wholeEnd) {
    static Chunked of(byte[] body) {
      var media = new ByteArrayOutputStream();
      int at = 0;
      int wholeEnd = 0;
      int line = indexOf(body, new byte[] {'\r', '\n'}, at);
      while (line >= 0) {
        var size = new String(body, at, line - at, StandardCharsets.ISO_8859_1);
        int data = line + 2;
        int end = data + Integer.parseInt(size, 16);
        media.write(body, data, Math.min(end, body.length) - data);
        if (end + 2 > body.length) {
          break;
        }
        at = end + 2;
        wholeEnd = at;
        line = indexOf(body, new byte[] {'\r', '\n'}, at);
      }
      return new Chunked(media.toByteArray(), wholeEnd);
    }
  }

  private static int indexOf(byte[] bytes, byte[] wanted, int from) {
    for (int at = from; at + wanted.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }

  private static byte[] resource(String client, String file) {
    try (var in = Capture.class.getResourceAsStream("/wire/" + client + "/" + file)) {
      if (in == null) {
        throw new AssertionError("no capture " + client + "/" + file);
      }
      return in.readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
