package io.kinora.server.live;

import io.kinora.server.api.ApiError;
import io.kinora.server.api.Members;
import io.kinora.server.api.Shape;
import io.kinora.server.api.Shapes;
import io.kinora.store.FragmentNumber;
import java.math.BigInteger;

/// Where a GetMedia response begins.
sealed interface StartSelector {
  /// The oldest fragment.
  record Earliest() implements StartSelector {}

  /// The fragment that is arriving, or the next to begin.
  record Now() implements StartSelector {}

  /// The first fragment whose number is greater, whether or not there ever was such a number.
  record AfterNumber(BigInteger number) implements StartSelector {}

  /// The fragment that contains a moment of the server's clock, else the first after it.
  record ServerTime(long timeMs) implements StartSelector {}

  /// The first fragment that contains a moment of the producer's clock, else the first after it.
  record ProducerTime(long timeMs) implements StartSelector {}

  Shape<StartSelector> SHAPE = Shapes.structure(StartSelector::read);

  /// The types of the model.
  enum Type {
    FRAGMENT_NUMBER,
    SERVER_TIMESTAMP,
    PRODUCER_TIMESTAMP,
    NOW,
    EARLIEST,
    CONTINUATION_TOKEN
  }

  private static StartSelector read(Members in) {
    return switch (in.required("StartSelectorType", Shapes.oneOf(Type.class))) {
      case NOW -> new Now();
      case EARLIEST -> new Earliest();
      case SERVER_TIMESTAMP -> new ServerTime(in.required("StartTimestamp", Shapes.TIMESTAMP));
      case PRODUCER_TIMESTAMP -> new ProducerTime(in.required("StartTimestamp", Shapes.TIMESTAMP));
      case FRAGMENT_NUMBER ->
          new AfterNumber(
              new BigInteger(in.required("AfterFragmentNumber", Shapes.text(1, 128, "[0-9]+"))));
      case CONTINUATION_TOKEN -> {
        var token = in.required("ContinuationToken", Shapes.text(1, 128, "[a-zA-Z0-9_.-]+"));
        if (FragmentNumber.parse(token).isEmpty()) {
          throw ApiError.INVALID_ARGUMENT.because("ContinuationToken is not one of this service.");
        }
        yield new AfterNumber(new BigInteger(token));
      }
    };
  }
}
