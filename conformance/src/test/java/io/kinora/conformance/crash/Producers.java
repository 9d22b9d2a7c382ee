package io.kinora.conformance.crash;

import com.amazonaws.services.kinesisvideo.model.AckEvent;
import com.amazonaws.services.kinesisvideo.model.AckEventType;
import io.kinora.conformance.client.SdkV1Producer;
import io.kinora.conformance.wire.Ack;
import io.kinora.conformance.wire.Ack.Progress;
import io.kinora.conformance.wire.Ack.Stage;
import io.kinora.conformance.wire.Matroska;
import io.kinora.conformance.wire.PutMediaClient;
import io.kinora.conformance.wire.SigV4;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Producers that send until the server is gone. Every acknowledgement is a step.
final class Producers {
  /// How many fragments a producer holds that are not persisted, as its buffer would.
  private static final int WINDOW = 8;

  private static final int UPLOAD_MAX = 20;

  private Producers() {}

  /// Sends over a raw socket, each fragment in pieces.
  static void raw(URI endpoint, Ledger ledger, Consumer<Ledger> step, SplittableRandom random) {
    try (var client =
        PutMediaClient.open(
            endpoint, ledger.stream(), SigV4.EXAMPLE, ack -> note(ledger, ack, step))) {
      try {
        sendFragments(client, ledger, random);
      } catch (UncheckedIOException _) {
        client.awaitLoss();
      }
    } catch (UncheckedIOException _) {
      // Killed before it answered: nothing was promised in this session.
      return;
    }
  }

  private static void sendFragments(PutMediaClient client, Ledger ledger, SplittableRandom random) {
    client.send(Matroska.header());
    var unpersisted = new ArrayDeque<Long>();
    while (true) {
      long timecode = ledger.takeTimecode();
      var fragment = Footage.fragment(ledger.stream(), timecode);
      int cut = random.nextInt(1, fragment.length);
      client.send(Arrays.copyOf(fragment, cut));
      client.send(Arrays.copyOfRange(fragment, cut, fragment.length));
      unpersisted.add(timecode);
      if (unpersisted.size() > WINDOW) {
        client.await(Stage.PERSISTED, unpersisted.remove());
      }
    }
  }

  /// Uploads with the AWS SDK for Java v1, one upload after the other. It does not always notice
  /// that the server is gone.
  static void sdk(
      URI endpoint,
      Ledger ledger,
      Consumer<Ledger> step,
      CompletableFuture<?> killed,
      SplittableRandom random) {
    while (!killed.isDone()) {
      var payload = new PacedUpload(ledger, random.nextInt(1, UPLOAD_MAX + 1));
      var request = SdkV1Producer.absolute(ledger.stream(), payload);
      try (var producer =
          SdkV1Producer.start(
              endpoint,
              SigV4.EXAMPLE,
              request,
              ack -> {
                note(ledger, ack);
                step.accept(ledger);
              })) {
        CompletableFuture.anyOf(producer.ended(), killed).join();
      }
    }
  }

  private static void note(Ledger ledger, AckEvent ack) {
    var type = ack.getAckEventType().getEnumValue();
    if (type == AckEventType.Values.ERROR) {
      ledger.violated("an error nobody caused: " + ack);
    } else {
      ledger.acknowledged(
          Stage.valueOf(type.name()), ack.getFragmentTimecode(), ack.getFragmentNumber());
    }
  }

  private static void note(Ledger ledger, Ack ack, Consumer<Ledger> step) {
    switch (ack) {
      case Progress(var stage, var timecode, var number) ->
          ledger.acknowledged(stage, timecode, number);
      case Ack.Failed failed -> ledger.violated("an error nobody caused: " + failed);
      case Ack.Idle() -> {}
    }
    step.accept(ledger);
  }
}
