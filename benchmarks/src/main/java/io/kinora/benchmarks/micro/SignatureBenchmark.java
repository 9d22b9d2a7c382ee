package io.kinora.benchmarks.micro;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinora.server.auth.AuthenticationException;
import io.kinora.server.auth.Authenticator;
import io.kinora.server.auth.Caller;
import io.kinora.server.auth.KeyRing;
import io.kinora.server.auth.PayloadHash;
import io.kinora.server.auth.TemporaryCredentials;
import io.kinora.server.config.ArnScope;
import io.kinora.server.http.Headers.Field;
import io.kinora.server.http.RequestHead;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Verification of AWS Signature Version 4 as `auth=keys` does it for every request.
@State(Scope.Thread)
public class SignatureBenchmark {
  private static final Instant NOW = Instant.parse("2026-11-21T08:41:59Z");
  private static final byte[] NOTHING = {};
  private static final byte[] BODY =
      """
      {"StreamName":"a-camera-with-a-name-of-middling-length","FragmentSelector":\
      {"FragmentSelectorType":"PRODUCER_TIMESTAMP","TimestampRange":\
      {"StartTimestamp":1795250519,"EndTimestamp":1795254119}}}
      """
          .getBytes(UTF_8);

  private @Nullable Authenticator authenticator;
  private @Nullable RequestHead empty;
  private @Nullable RequestHead putMedia;
  private @Nullable RequestHead json;

  @Setup
  public void setUp() throws IOException {
    var file = Files.createTempFile("keys", ".json");
    Files.writeString(
        file,
        """
        {"keys": [{"accessKeyId": "AKIDEXAMPLE", "secretAccessKey": "secretexample"}]}\
        """);
    var arns = new ArnScope("aws", "us-east-1", "000000000000");
    authenticator =
        Authenticator.keys(
            KeyRing.read(file),
            new TemporaryCredentials(new byte[32]),
            arns,
            InstantSource.fixed(NOW));
    Files.delete(file);
    var signer = new Signer("AKIDEXAMPLE", "secretexample", NOW);
    var host = new Field("host", "127.0.0.1:8484");
    var type = new Field("content-type", "application/json");
    empty = signer.sign("/listStreams", List.of(host, type), NOTHING);
    json = signer.sign("/listFragments", List.of(host, type), BODY);
    putMedia =
        signer.sign(
            "/putMedia",
            List.of(
                host,
                type,
                new Field("connection", "keep-alive"),
                new Field("transfer-encoding", "chunked"),
                new Field("user-agent", "AWS-SDK-KVS/1.6.0 GCC/12.2.0 Linux/6.18 x86_64"),
                new Field("x-amzn-fragment-acknowledgment-required", "1"),
                new Field("x-amzn-fragment-timecode-type", "ABSOLUTE"),
                new Field("x-amzn-producer-start-timestamp", "1795250517.497"),
                new Field("x-amzn-stream-name", "a-camera-with-a-name-of-middling-length")),
            NOTHING);
  }

  /// Three header fields, no body.
  @Benchmark
  public Caller emptyBody() throws AuthenticationException {
    return verify(empty, new PayloadHash.OfBody(NOTHING));
  }

  /// Three header fields and a body of 200 octets.
  @Benchmark
  public Caller jsonBody() throws AuthenticationException {
    return verify(json, new PayloadHash.OfBody(BODY));
  }

  /// The ten header fields of kvssink, body not read.
  @Benchmark
  public Caller putMediaHead() throws AuthenticationException {
    return verify(putMedia, new PayloadHash.NotRead());
  }

  private Caller verify(@Nullable RequestHead head, PayloadHash payload)
      throws AuthenticationException {
    if (authenticator == null || head == null) {
      throw new IllegalStateException("not set up");
    }
    return authenticator.authenticate(head, payload);
  }
}
