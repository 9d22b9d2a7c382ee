package io.kinora.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonWriterTest {
  @Test
  void absentMembersAreLeftOut() {
    String json =
        write(
            out -> {
              out.text("A", null);
              out.number("B", (Integer) null);
              out.number("C", (Long) null);
              out.timestamp("D", null);
              out.object("E", null);
              out.objects("F", null);
              out.texts("G", null);
              out.json("H", null);
            });

    assertThat(json).isEqualTo("{}");
  }

  @Test
  void membersAreWrittenInOrder() {
    String json =
        write(
            out -> {
              out.text("Text", "a\"\u00e4\uD835\uDC9C\n");
              out.number("Int", 7);
              out.number("Long", 9_000_000_000L);
              out.object("Object", inner -> inner.text("A", ""));
              out.objects("Objects", List.of(Output.EMPTY, inner -> inner.number("B", 1)));
              out.texts("Texts", Map.of("k", "v"));
              out.json("Json", "{\"c\":[]}");
            });

    assertThat(json)
        .isEqualTo(
            "{\"Text\":\"a\\\"\u00e4\uD835\uDC9C\\n\",\"Int\":7,\"Long\":9000000000,"
                + "\"Object\":{\"A\":\"\"},\"Objects\":[{},{\"B\":1}],\"Texts\":{\"k\":\"v\"},"
                + "\"Json\":{\"c\":[]}}");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.000",
    "1, 0.001",
    "1551924009774, 1551924009.774",
    "1500000000000, 1500000000.000",
    "253402300799999, 253402300799.999"
  })
  void timesArePlainDecimalsWithThreeDigits(long epochMs, String expected) {
    assertThat(write(out -> out.timestamp("T", epochMs))).isEqualTo("{\"T\":" + expected + "}");
  }

  private static String write(Output output) {
    return new String(JsonWriter.object(output), UTF_8);
  }
}
