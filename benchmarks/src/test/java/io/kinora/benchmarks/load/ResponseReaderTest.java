package io.kinora.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponseReaderTest {
  private final StringBuilder body = new StringBuilder();
  private final ResponseReader reader =
      new ResponseReader(
          new ResponseReader.Body() {
            @Override
            public void octets(ByteBuffer piece) {
              body.append(ISO_8859_1.decode(piece));
            }

            @Override
            public void chunkEnd() {
              body.append('|');
            }
          });

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1000})
  void aChunkedBodyIsReadHoweverItArrives(int pieceBytes) {
    feed(
        """
        HTTP/1.1 200 OK
        Transfer-Encoding: chunked

        3
        abc
        A
        0123456789
        0

        """
            .replace("\n", "\r\n"),
        pieceBytes);

    assertThat(body).hasToString("abc|0123456789|");
    assertThat(reader.done()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1000})
  void aBodyOfKnownLengthIsReadHoweverItArrives(int pieceBytes) {
    feed("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc", pieceBytes);

    assertThat(body).hasToString("abc");
    assertThat(reader.done()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 404 Not Found\r\n",
        "HTTP/1.1 200 OK\nServer: x\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab",
      })
  void aWrongAnswerIsFound(String answer) {
    assertThatThrownBy(() -> feed(answer, 1000)).isInstanceOf(LoadException.class);
  }

  private void feed(String answer, int pieceBytes) {
    byte[] octets = answer.getBytes(ISO_8859_1);
    for (int at = 0; at < octets.length; at += pieceBytes) {
      reader.feed(ByteBuffer.wrap(octets, at, Math.min(pieceBytes, octets.length - at)));
    }
  }
}
