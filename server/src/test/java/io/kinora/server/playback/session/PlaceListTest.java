package io.kinora.server.playback.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.playback.Rows;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Places of a second each, with another configuration from one on.
final class PlaceListTest {
  private static final int PLACES = 1000;
  private static final int CHANGED = 150;

  private final PlaceList places = new PlaceList();

  @BeforeEach
  void add() {
    for (int i = 0; i < PLACES; i++) {
      places.add(place(i));
    }
  }

  @Test
  void fewAreNotWorthTheTrouble() {
    places.forgetBefore(-1);
    places.forgetBefore(PlaceList.BATCH - 1);

    assertThat(places.held()).isEqualTo(PLACES);
    assertThat(places.find(50)).contains(place(50));
  }

  @Test
  void whatLiesBeforeIsForgottenButForWhatSomethingBeginsWith() {
    places.forgetBefore(200);
    places.forgetBefore(400);

    assertThat(places.size()).isEqualTo(PLACES);
    assertThat(places.held()).isEqualTo(600 + SampledRates.FRAGMENTS + 1);
    assertThat(places.getFirst()).isEqualTo(place(0));
    assertThat(places.find(SampledRates.FRAGMENTS - 1)).isPresent();
    assertThat(places.find(SampledRates.FRAGMENTS)).isEmpty();
    assertThat(places.find(CHANGED)).contains(place(CHANGED));
    assertThat(places.find(CHANGED + 1)).isEmpty();
    assertThat(places.find(399)).isEmpty();
    assertThat(places.find(400)).contains(place(400));
    assertThat(places.find(PLACES - 1)).contains(places.getLast());
    assertThat(places.find(PLACES)).isEmpty();
    assertThat(places.subList(400, 402)).containsExactly(place(400), place(401));
  }

  @Test
  void aFragmentIsFoundByItsNumberUnlessItWasForgotten() {
    places.forgetBefore(200);

    assertThat(places.find(place(200).fragment().number())).contains(place(200));
    assertThat(places.find(place(777).fragment().number())).contains(place(777));
    assertThat(places.find(places.getLast().fragment().number())).contains(places.getLast());
    assertThat(places.find(place(PLACES).fragment().number())).isEmpty();
    assertThat(places.find(place(0).fragment().number())).isEmpty();
  }

  private static Place place(int position) {
    return new Place(
        Rows.row(position, position, position),
        position,
        1000L * position,
        position < CHANGED ? 0 : 1,
        position < CHANGED ? 0 : 1,
        position < CHANGED ? 0 : CHANGED,
        0,
        0);
  }
}
