package io.kinora.conformance.media;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// A Matroska document as a producer sends it, and what the service must make of it: the stream
/// header that every chunk repeats, and the fragments.
///
/// @param bytes the document
/// @param pieces the document cut in front of every Cluster but the first
/// @param chunks the producer's part of the chunk of each fragment: the stream header, the Cluster
///     and what stood behind it up to the next Cluster
/// @param timecodes of the Clusters, as numbers in the document
public record MediaFile(
    byte[] bytes, List<byte[]> pieces, List<Bytes> chunks, List<Long> timecodes) {
  private static final byte[] SEGMENT_OF_UNKNOWN_SIZE =
      HexFormat.of().parseHex("1853806701ffffffffffffff");

  /// Reads a file.
  public static MediaFile read(Path file) {
    try {
      return of(Files.readAllBytes(file));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Takes a document apart.
  public static MediaFile of(byte[] document) {
    var header = new ByteArrayOutputStream();
    var firstHeader = new ByteArrayOutputStream();
    var chunks = new ArrayList<ByteArrayOutputStream>();
    var timecodes = new ArrayList<Long>();
    var cuts = new ArrayList<Integer>();
    for (var element : Element.topLevel(document)) {
      if (element.id() == Element.CLUSTER) {
        var chunk = new ByteArrayOutputStream();
        chunk.writeBytes((chunks.isEmpty() ? firstHeader : header).toByteArray());
        chunks.add(chunk);
        cuts.add(element.start());
        timecodes.add(element.children(Element.TIMESTAMP).getFirst().number());
      }
      if (!chunks.isEmpty()) {
        chunks.getLast().writeBytes(element.whole());
      } else {
        var bytes = element.id() == Element.SEGMENT ? SEGMENT_OF_UNKNOWN_SIZE : element.whole();
        firstHeader.writeBytes(bytes);
        if (element.id() != Element.TAGS || Tags.nameTargets(element)) {
          header.writeBytes(bytes);
        }
      }
    }
    return new MediaFile(
        document,
        cut(document, cuts.subList(1, cuts.size())),
        chunks.stream().map(chunk -> new Bytes(chunk.toByteArray())).toList(),
        timecodes);
  }

  private static List<byte[]> cut(byte[] document, List<Integer> cuts) {
    var pieces = new ArrayList<byte[]>();
    int from = 0;
    for (int to : cuts) {
      pieces.add(Arrays.copyOfRange(document, from, to));
      from = to;
    }
    pieces.add(Arrays.copyOfRange(document, from, document.length));
    return pieces;
  }
}
