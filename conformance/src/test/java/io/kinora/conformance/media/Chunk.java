package io.kinora.conformance.media;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One fragment as GetMedia or GetMediaForFragmentList sends it: the producer's own bytes, and the
/// tags that the service added before and behind the Cluster.
public record Chunk(
    Bytes producerBytes, Map<String, String> leadingTags, Map<String, String> trailingTags) {
  private static final String SERVICE = "AWS_KINESISVIDEO_";
  public static final String NUMBER = SERVICE + "FRAGMENT_NUMBER";
  public static final String SERVER_TIMESTAMP = SERVICE + "SERVER_TIMESTAMP";
  public static final String PRODUCER_TIMESTAMP = SERVICE + "PRODUCER_TIMESTAMP";
  public static final String MILLIS_BEHIND_NOW = SERVICE + "MILLIS_BEHIND_NOW";
  public static final String CONTINUATION_TOKEN = SERVICE + "CONTINUATION_TOKEN";

  /// The chunks of a response, in order.
  public static List<Chunk> of(byte[] response) {
    var chunks = new ArrayList<Chunk>();
    var document = new ArrayList<Element>();
    for (var element : Element.topLevel(response)) {
      if (element.id() == Element.EBML && !document.isEmpty()) {
        chunks.add(of(document));
        document.clear();
      }
      document.add(element);
    }
    if (!document.isEmpty()) {
      chunks.add(of(document));
    }
    return List.copyOf(chunks);
  }

  /// The fragment number, from the first of the added tags.
  public String number() {
    var number = leadingTags.get(NUMBER);
    if (number == null) {
      throw new AssertionError("a chunk without a fragment number: " + leadingTags);
    }
    return number;
  }

  private static Chunk of(List<Element> document) {
    var producer = new ByteArrayOutputStream();
    var leading = new LinkedHashMap<String, String>();
    var trailing = new LinkedHashMap<String, String>();
    var clusterSeen = false;
    for (var element : document) {
      var tags = Tags.simpleTags(element);
      if (tags.keySet().stream().anyMatch(name -> name.startsWith(SERVICE))) {
        (clusterSeen ? trailing : leading).putAll(tags);
      } else {
        clusterSeen |= element.id() == Element.CLUSTER;
        producer.writeBytes(element.whole());
      }
    }
    return new Chunk(new Bytes(producer.toByteArray()), leading, trailing);
  }
}
