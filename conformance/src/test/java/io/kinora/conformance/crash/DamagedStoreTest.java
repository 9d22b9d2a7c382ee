package io.kinora.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.conformance.client.RecordedStream;
import io.kinora.conformance.client.SdkV2;
import io.kinora.conformance.media.Chunk;
import io.kinora.conformance.media.Sample;
import io.kinora.conformance.process.Command;
import io.kinora.conformance.process.KinoraProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesisvideoarchivedmedia.model.Fragment;

/// What the shipped server and its commands do about a store that somebody or something damaged
/// while it was stopped.
final class DamagedStoreTest {
  private static final int DAMAGED = 3;

  @AutoClose private final KinoraProcess kinora = KinoraProcess.start("damaged-store");
  private List<String> numbers = List.of();

  @Test
  void anIndexThatIsGoneOldOrGarbageIsMadeAgain() throws IOException {
    record();
    kinora.stop();
    var index = kinora.data().resolve("index.db");
    var old = Files.readAllBytes(index);
    kinora.start();
    try (var sdk = SdkV2.of(kinora.endpoint())) {
      assertServed(sdk, numbers);
      RecordedStream.create(kinora.endpoint(), sdk, "later").add(Sample.H264);
    }
    kinora.stop();

    Files.write(index, old);
    restartAndCheck("older than the log");

    kinora.stop();
    Files.delete(index);
    restartAndCheck("gone");

    kinora.stop();
    Files.write(index, new byte[100_000]);
    restartAndCheck("garbage");
  }

  private void restartAndCheck(String what) {
    kinora.start();
    try (var sdk = SdkV2.of(kinora.endpoint())) {
      assertServed(sdk, numbers);
      assertThat(sdk.listFragments("later")).as("with an index %s", what).hasSameSizeAs(numbers);
    }
  }

  @Test
  void aFlippedOctetIsNamedByTheCommandsAndCostsItsFragmentAlone() throws IOException {
    record();
    kinora.stop();
    var segment = flipInside(numbers.size() / 2);

    var verified = command("verify");
    assertThat(verified.exitCode()).isEqualTo(DAMAGED);
    assertThat(verified.text()).contains(segment.getFileName().toString(), "DAMAGED: ");
    var repaired = command("repair");
    assertThat(repaired.exitCode()).isEqualTo(DAMAGED);
    assertThat(repaired.text()).contains(segment.getFileName().toString(), "OCTETS ARE LOST");

    kinora.start();
    try (var sdk = SdkV2.of(kinora.endpoint())) {
      var others = new ArrayList<>(numbers);
      var damaged = others.remove(numbers.size() / 2);
      assertServed(sdk, others);
      // Reading does not compute checksums: the octet is served as it lies.
      assertThat(Chunk.of(sdk.getMediaForFragments("cam", List.of(damaged))))
          .singleElement()
          .extracting(Chunk::producerBytes)
          .isNotEqualTo(Sample.H264.read().chunks().get(numbers.size() / 2));
    }
  }

  @Test
  void aStoreWithoutItsCatalogIsRepaired() throws IOException {
    record();
    kinora.stop();
    try (var files = Files.newDirectoryStream(kinora.data().resolve("catalog"))) {
      for (var file : files) {
        Files.delete(file);
      }
    }
    assertThat(command("verify").exitCode()).isEqualTo(DAMAGED);

    assertThat(command("repair").exitCode()).isZero();

    assertThat(command("verify").exitCode()).isZero();
    kinora.start();
    try (var sdk = SdkV2.of(kinora.endpoint())) {
      assertServed(sdk, numbers);
    }
  }

  private void record() {
    try (var sdk = SdkV2.of(kinora.endpoint())) {
      RecordedStream.create(kinora.endpoint(), sdk, "cam").add(Sample.H264);
      numbers = sdk.listFragments("cam").stream().map(Fragment::fragmentNumber).toList();
      assertServed(sdk, numbers);
    }
  }

  /// Everything is listed, and these are served as they were sent.
  private void assertServed(SdkV2 sdk, List<String> wanted) {
    assertThat(sdk.listFragments("cam")).extracting(Fragment::fragmentNumber).isEqualTo(numbers);
    var sent = Sample.H264.read().chunks();
    assertThat(Chunk.of(sdk.getMediaForFragments("cam", wanted)))
        .extracting(Chunk::producerBytes)
        .isEqualTo(wanted.stream().map(number -> sent.get(numbers.indexOf(number))).toList());
  }

  /// Flips an octet of a fragment's media where the log has it.
  private Path flipInside(int fragment) throws IOException {
    var chunk = Sample.H264.read().chunks().get(fragment).array();
    var end = Arrays.copyOfRange(chunk, chunk.length - 64, chunk.length);
    try (var files = Files.newDirectoryStream(kinora.data().resolve("log"), "*.klog")) {
      for (var file : files) {
        var octets = Files.readAllBytes(file);
        for (int at = 0; at + end.length <= octets.length; at++) {
          if (Arrays.mismatch(octets, at, at + end.length, end, 0, end.length) < 0) {
            octets[at] ^= 1;
            Files.write(file, octets);
            return file;
          }
        }
      }
    }
    throw new AssertionError("the log does not hold fragment " + fragment);
  }

  private Command.Result command(String name) {
    var words = KinoraProcess.java(name, "--data=" + kinora.data());
    return Command.of(words.toArray(String[]::new)).run();
  }
}
