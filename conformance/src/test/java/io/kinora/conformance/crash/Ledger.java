package io.kinora.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Chunk;
import io.kinora.conformance.media.Element;
import io.kinora.conformance.wire.Ack.Stage;
import io.kinora.conformance.wire.Monitor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.Fragment;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.FragmentSelectorType;

/// What the server has promised to one stream, and the check that it keeps it.
final class Ledger {
  private static final long FIRST_TIMECODE = 1_795_250_519_464L;
  private static final long FRAGMENT_MS = 1_000;
  private static final int PAGE = 1_000;

  private final String stream;
  private final Monitor state = new Monitor();
  private final Map<String, Long> persisted = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private long nextTimecode = FIRST_TIMECODE;
  private String highestAtStart = "";
  private String highest = "";
  private String checkedUpTo = "";

  Ledger(String stream) {
    this.stream = stream;
  }

  String stream() {
    return stream;
  }

  /// The timecode of the next fragment; none is used twice.
  long takeTimecode() {
    return state.read(() -> nextTimecode += FRAGMENT_MS);
  }

  /// From now on every number must be above all numbers seen so far.
  void serverStarts() {
    state.change(() -> highestAtStart = highest);
  }

  /// Takes note of an acknowledgement.
  void acknowledged(Stage stage, long timecode, String number) {
    state.change(
        () -> {
          if (number.compareTo(highestAtStart) <= 0) {
            violations.add(number + " after a restart is not above " + highestAtStart);
          }
          if (number.compareTo(highest) > 0) {
            highest = number;
          }
          if (stage == Stage.PERSISTED) {
            persisted.put(number, timecode);
          }
        });
  }

  /// Takes note of something that must not happen; the next check fails with it.
  void violated(String what) {
    state.change(() -> violations.add(what));
  }

  /// How many fragments are promised to be there.
  int persistedCount() {
    return state.read(persisted::size);
  }

  /// Checks that all promised fragments are listed, and that those which were listed since the last
  /// check are served as they were sent.
  void checkNew(SdkV2 sdk) {
    var numbers = list(sdk, FragmentSelectorType.SERVER_TIMESTAMP);
    var already = checkedUpTo;
    check(sdk, numbers, numbers.stream().filter(n -> n.compareTo(already) > 0).toList());
    checkedUpTo = numbers.isEmpty() ? "" : numbers.getLast();
  }

  /// Checks everything again, in both orders of the index.
  void checkAll(SdkV2 sdk) {
    var numbers = list(sdk, FragmentSelectorType.SERVER_TIMESTAMP);
    assertThat(list(sdk, FragmentSelectorType.PRODUCER_TIMESTAMP))
        .containsExactlyInAnyOrderElementsOf(numbers);
    check(sdk, numbers, numbers);
  }

  private void check(SdkV2 sdk, List<String> listed, List<String> toRead) {
    assertThat(state.read(() -> List.copyOf(violations))).as("in %s", stream).isEmpty();
    var promised = state.read(() -> Map.copyOf(persisted));
    assertThat(listed).as("fragments of %s", stream).isSorted().containsAll(promised.keySet());
    for (int from = 0; from < toRead.size(); from += PAGE) {
      var page = toRead.subList(from, Math.min(toRead.size(), from + PAGE));
      var chunks = Chunk.of(sdk.getMediaForFragments(stream, page));
      assertThat(chunks).extracting(Chunk::number).isEqualTo(page);
      for (var chunk : chunks) {
        long timecode = timecode(chunk);
        assertThat(chunk.producerBytes())
            .as("fragment %s of %s", chunk.number(), stream)
            .isEqualTo(Footage.chunk(stream, timecode));
        assertThat(promised.getOrDefault(chunk.number(), timecode)).isEqualTo(timecode);
      }
    }
  }

  private List<String> list(SdkV2 sdk, FragmentSelectorType clock) {
    return sdk
        .archive()
        .listFragmentsPaginator(
            request ->
                request
                    .streamName(stream)
                    .maxResults((long) PAGE)
                    .fragmentSelector(
                        selector ->
                            selector
                                .fragmentSelectorType(clock)
                                .timestampRange(
                                    range ->
                                        range
                                            .startTimestamp(Instant.EPOCH)
                                            .endTimestamp(Instant.parse("2200-01-01T00:00:00Z")))))
        .fragments()
        .stream()
        .map(Fragment::fragmentNumber)
        .toList();
  }

  private static long timecode(Chunk chunk) {
    return Element.topLevel(chunk.producerBytes().array()).stream()
        .filter(element -> element.id() == Element.CLUSTER)
        .findFirst()
        .orElseThrow()
        .children(Element.TIMESTAMP)
        .getFirst()
        .number();
  }
}
