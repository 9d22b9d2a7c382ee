package io.kinora.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinora.server.auth.AuthenticationException.Reason;
import io.kinora.server.http.RequestHead;
import io.kinora.server.wire.WireCapture;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What real clients sent is let in; the same with anything changed that was signed is not.
class WireReplayTest {
  private static final Pattern SIGNED_HEADERS = Pattern.compile("SignedHeaders=([^,]+),");

  static List<WireCapture> captures() {
    return WireCapture.all();
  }

  @Test
  void thereAreCapturesOfAllClients() {
    assertThat(captures()).hasSizeGreaterThan(70);
    assertThat(captures()).filteredOn(WireCapture::isPutMedia).hasSizeGreaterThanOrEqualTo(8);
  }

  @ParameterizedTest
  @MethodSource("captures")
  void whatAClientSentIsLetIn(WireCapture capture) throws Exception {
    var caller = authenticate(capture, capture.head(), capture.body());

    assertThat(caller)
        .isEqualTo(
            new Caller(
                "AKIDEXAMPLE",
                "us-east-1",
                "arn:aws:iam::000000000000:user/camera",
                Permissions.ALL));
  }

  @ParameterizedTest
  @MethodSource("captures")
  void whateverWasSignedCannotBeChanged(WireCapture capture) {
    var head = capture.head();
    for (String name : signedHeaders(head)) {
      if (!name.equals("x-amz-date")) {
        refuses(capture, Requests.change(head, name, value -> value + "x"), "changed " + name);
      }
      if (!name.equals("host") && !name.equals("x-amz-date")) {
        refuses(capture, Requests.without(head, name), "left out " + name);
      }
      if (!name.equals("x-amz-date")) {
        refuses(capture, Requests.and(head, name, "more"), "added another " + name);
      }
    }
    refuses(capture, Requests.at(head, head.path() + "x", ""), "changed the path");
    refuses(capture, Requests.at(head, head.path(), "a=b"), "changed the query");
    refuses(
        capture,
        new RequestHead("GET", head.path(), head.query(), head.headers()),
        "changed the method");
    refuses(
        capture,
        Requests.change(head, "Authorization", text -> text.replace("us-east-1", "us-east-2")),
        "changed the region");
    refuses(
        capture,
        Requests.change(head, "X-Amz-Date", text -> text.replaceFirst("..Z$", "00Z")),
        "changed the time");
  }

  @ParameterizedTest
  @MethodSource("captures")
  void theBodyCannotBeChanged(WireCapture capture) {
    if (capture.isPutMedia()) {
      return;
    }
    byte[] longer = Arrays.copyOf(capture.body(), capture.body().length + 1);
    longer[capture.body().length] = ' ';

    assertThatThrownBy(() -> authenticate(capture, capture.head(), longer))
        .isInstanceOfSatisfying(
            AuthenticationException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.INVALID_SIGNATURE));
  }

  private static List<String> signedHeaders(RequestHead head) {
    var names = SIGNED_HEADERS.matcher(head.headers().first("Authorization").orElseThrow());
    assertThat(names.find()).isTrue();
    return List.of(names.group(1).split(";"));
  }

  private static void refuses(WireCapture capture, RequestHead head, String what) {
    assertThatThrownBy(() -> authenticate(capture, head, capture.body()))
        .as(what)
        .isInstanceOfSatisfying(
            AuthenticationException.class,
            failure -> {
              assertThat(failure.reason()).as(what).isEqualTo(Reason.INVALID_SIGNATURE);
              assertThat(failure).hasMessageStartingWith("The request signature we calculated");
            });
  }

  private static Caller authenticate(WireCapture capture, RequestHead head, byte[] body)
      throws AuthenticationException {
    var key =
        new AccessKey(
            WireCapture.ACCESS_KEY_ID, WireCapture.SECRET, null, "camera", Permissions.ALL);
    var clock = InstantSource.fixed(capture.time());
    return Requests.authenticator(key, clock)
        .authenticate(
            head, capture.isPutMedia() ? new PayloadHash.NotRead() : new PayloadHash.OfBody(body));
  }
}
