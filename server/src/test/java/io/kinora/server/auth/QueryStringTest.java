package io.kinora.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.auth.QueryString.Parameter;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryStringTest {
  @Test
  void parametersAreDecodedInOrder() {
    assertThat(QueryString.parse("b=%7B%27x%27%3A%201%7D&a&c=&=d&e=f=g&%C3%A4=%e2%82%AC"))
        .isEqualTo(
            query(
                new Parameter("b", "{'x': 1}"),
                new Parameter("a", ""),
                new Parameter("c", ""),
                new Parameter("", "d"),
                new Parameter("e", "f=g"),
                new Parameter("ä", "€")));
  }

  @Test
  void whatBeginsNoOctetStandsForItself() {
    assertThat(QueryString.parse("a=1+2&b=100%&c=%zz&d=%4&&"))
        .isEqualTo(
            query(
                new Parameter("a", "1+2"),
                new Parameter("b", "100%"),
                new Parameter("c", "%zz"),
                new Parameter("d", "%4")));
    assertThat(QueryString.parse("").parameters()).isEmpty();
  }

  @Test
  void octetsBeyondAsciiAreUtf8() {
    assertThat(QueryString.parse("a=\u00c3\u00a4")).isEqualTo(query(new Parameter("a", "ä")));
  }

  private static QueryString query(Parameter... parameters) {
    return new QueryString(List.of(parameters));
  }
}
