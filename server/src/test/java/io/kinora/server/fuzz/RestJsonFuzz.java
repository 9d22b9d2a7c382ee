package io.kinora.server.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiClient;
import io.kinora.server.api.MemoryCatalog;
import io.kinora.server.api.Operation;
import io.kinora.server.api.PageTokens;
import io.kinora.server.api.StreamAttribute;
import io.kinora.server.config.ArnScope;
import io.kinora.server.control.ControlConfig;
import io.kinora.server.control.ControlPlane;
import io.kinora.server.control.StreamLifecycle;
import io.kinora.server.http.Response;
import io.kinora.store.StreamRecord;
import io.kinora.testkit.Check;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// The body of a call, behind an octet that chooses the operation: a result, or an error with type
/// and message; never a failure. Operations of the control plane change a catalog of their own, the
/// others ask a server with a recording.
public final class RestJsonFuzz {
  private static final ArnScope ARNS = new ArnScope("aws", "us-east-1", "000000000000");
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochSecond(FuzzedServer.START));
  private static final List<String> DATA =
      List.of(
          "listFragments",
          "getMediaForFragmentList",
          "getClip",
          "getHLSStreamingSessionURL",
          "getDASHStreamingSessionURL",
          "describeStreamCoverage",
          "describeStreamStatistics",
          "describeFragment");
  private static final List<String> CONTROL =
      Stream.of(Action.values())
          .map(Action::path)
          .filter(path -> !path.equals("/putMedia") && !path.equals("/getMedia"))
          .filter(path -> !DATA.contains(path.substring(1)))
          .toList();
  private static final byte[] NO_RESULT = {'{', '}'};
  private static final JsonMapper JSON = new JsonMapper();
  private static final FuzzedServer SERVER = FuzzedServer.start();

  private RestJsonFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    int choice = input[0] & 0xFF;
    byte[] body = Arrays.copyOfRange(input, 1, input.length);
    if (choice % 2 == 0) {
      data(DATA.get(choice / 2 % DATA.size()), new String(body, ISO_8859_1));
    } else {
      control(CONTROL.get(choice / 2 % CONTROL.size()), body);
    }
  }

  private static void data(String operation, String body) {
    var answer =
        SERVER.ask(
            "POST /" + operation + " HTTP/1.1\r\nHost: h\r\n",
            SERVER.fill(body).getBytes(ISO_8859_1));
    if (answer.status() != 200) {
      Check.that(answer.head().contains("x-amzn-ErrorType: "), answer.head());
      Check.that(JSON.readTree(answer.body()).has("Message"), answer.body());
    }
  }

  private static void control(String path, byte[] body) {
    var streams = new MemoryCatalog(CLOCK);
    var attributes = new TreeMap<String, String>();
    StreamAttribute.PARTITION.put(attributes, ARNS.partition());
    StreamAttribute.REGION.put(attributes, ARNS.region());
    StreamAttribute.ACCOUNT.put(attributes, ARNS.account());
    streams.create("cam", "version", 24, attributes, new TreeMap<>());
    List<Operation<?>> operations =
        ControlPlane.operations(
            streams, new PageTokens(new byte[32], CLOCK), new ControlConfig(100), new Nobody());
    var client = ApiClient.open(ARNS, streams, CLOCK, operations);
    var head = ApiClient.post(path, "").head();
    var answer = (Response) client.send(ApiClient.request(head, body));
    Check.that(answer.status() < 500, answer.status() + " of " + path);
    var json = JSON.readTree(answer.body().length == 0 ? NO_RESULT : answer.body());
    Check.that(json.has("Message") == (answer.status() != 200), answer.status() + " " + json);
  }

  /// Works on no stream.
  private static final class Nobody implements StreamLifecycle {
    @Override
    public void streamUpdated(StreamRecord stream) {}

    @Override
    public void streamDeleted(StreamRecord stream) {}
  }

  static List<byte[]> seeds() {
    var bodies =
        List.of(
            "{}",
            "{\"StreamName\":\"cam\"}",
            "{\"StreamARN\":\"arn:aws:kinesisvideo:us-east-1:000000000000:stream/cam/1\"}",
            "{\"StreamName\":\"other\",\"DataRetentionInHours\":2,\"Tags\":{\"a\":\"b\"}}",
            "{\"StreamName\":\"cam\",\"MaxResults\":5,\"NextToken\":\"AA==\"}",
            "{\"StreamName\":\"cam\",\"CurrentVersion\":\"version\",\"Operation\":"
                + "\"INCREASE_DATA_RETENTION\",\"DataRetentionChangeInHours\":1}",
            "{\"StreamName\":\"cam\",\"APIName\":\"PUT_MEDIA\",\"TagKeyList\":[\"a\"]}",
            "{\"StreamName\":\"cam\",\"FragmentSelector\":{\"FragmentSelectorType\":"
                + "\"PRODUCER_TIMESTAMP\",\"TimestampRange\":{\"StartTimestamp\":1700000000,"
                + "\"EndTimestamp\":1.7e9}}}",
            "{\"StreamName\":\"cam\",\"ClipFragmentSelector\":{\"FragmentSelectorType\":"
                + "\"SERVER_TIMESTAMP\",\"TimestampRange\":{\"StartTimestamp\":\""
                + "2023-11-14T22:13:20Z\",\"EndTimestamp\":1700000100}}}",
            "{\"StreamName\":\"cam\",\"PlaybackMode\":\"ON_DEMAND\",\"HLSFragmentSelector\":{"
                + "\"FragmentSelectorType\":\"PRODUCER_TIMESTAMP\",\"TimestampRange\":{"
                + "\"StartTimestamp\":1700000000,\"EndTimestamp\":1700000100}},\"Expires\":300}",
            "{\"StreamName\":\"cam\",\"Fragments\":[" + "\"@0\"]}",
            "{\"StreamName\":\"cam\",\"FragmentNumber\":\"@1\"}",
            "{\"StreamName\":\"cam\",\"ImageGenerationConfiguration\":{\"Status\":\"ENABLED\","
                + "\"ImageSelectorType\":\"SERVER_TIMESTAMP\",\"DestinationConfig\":{\"Uri\":"
                + "\"s3://b\",\"DestinationRegion\":\"us-east-1\"},\"SamplingInterval\":3000,"
                + "\"Format\":\"JPEG\",\"FormatConfig\":{\"JPEGQuality\":\"80\"}}}");
    var seeds = new ArrayList<byte[]>();
    int operations = Math.max(CONTROL.size(), DATA.size());
    for (int choice = 0; choice < 2 * operations; choice++) {
      for (String body : bodies) {
        seeds.add(((char) choice + body).getBytes(ISO_8859_1));
      }
    }
    return seeds;
  }
}
