package io.kinora.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class FaultyInputTest {
  private static final byte[] INPUT = {1, 2, 3, 4, 5};

  @Test
  void singleOctetsAreTheInputOctetByOctet() {
    var pieces = FaultyInput.singleOctets(INPUT);

    assertThat(pieces).hasSize(5).allMatch(piece -> piece.remaining() == 1);
    assertThat(joined(pieces)).isEqualTo(INPUT);
  }

  @Test
  void everyCutIsMadeOnce() {
    var cuts = FaultyInput.everyCut(INPUT).toList();

    assertThat(cuts)
        .extracting(pieces -> pieces.getFirst().remaining())
        .containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(cuts).allSatisfy(pieces -> assertThat(joined(pieces)).isEqualTo(INPUT));
  }

  @Seeded(tries = 200)
  void randomCutsLoseNothing(RandomGenerator random) {
    byte[] input = new byte[random.nextInt(300)];
    random.nextBytes(input);

    assertThat(joined(FaultyInput.randomCuts(input, random))).isEqualTo(input);
  }

  private static byte[] joined(List<ByteBuffer> pieces) {
    var octets = new ByteArrayOutputStream();
    for (var piece : pieces) {
      byte[] copy = new byte[piece.remaining()];
      piece.get(copy);
      octets.writeBytes(copy);
    }
    return octets.toByteArray();
  }
}
