package io.kinora.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CanonicalRequestTest {
  @Test
  void fieldsAreTrimmedJoinedAndTakenInTheOrderOfTheirNames() throws Exception {
    var head =
        Requests.post(
            "http://elsewhere/putMedia?b=%7e&a=2&a=1&B=&%C3%A4=a+b",
            "X-Two",
            "  first   value ",
            "HOST",
            "127.0.0.1",
            "x-two",
            "second",
            "Unsigned",
            "x",
            "X-Amz-Date",
            "20261121T081228Z",
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=a/20261121/r/s/t,"
                + "SignedHeaders=host;x-absent;x-amz-date;x-two,  Signature=0");

    assertThat(CanonicalRequest.of(head, SignedRequest.read(head)))
        .isEqualTo(
            """
            POST
            /putMedia
            %C3%A4=a%2Bb&B=&a=1&a=2&b=~
            host:127.0.0.1
            x-absent:
            x-amz-date:20261121T081228Z
            x-two:first value,second

            host;x-absent;x-amz-date;x-two
            """);
  }
}
