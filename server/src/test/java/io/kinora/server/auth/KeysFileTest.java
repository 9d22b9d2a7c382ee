package io.kinora.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.kinora.server.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class KeysFileTest {
  @TempDir Path directory;

  @Test
  void keysAreReadInTheOrderOfTheFile() throws Exception {
    var file =
        write(
            """
            {"keys": [
              {"accessKeyId": "AKIDONE", "secretAccessKey": "one", "name": "front-door"},
              {"accessKeyId": "AKIDTWO", "secretAccessKey": "two", "sessionToken": "tok"}
            ]}\
            """);

    assertThat(KeysFile.read(file))
        .containsExactly(
            new AccessKey("AKIDONE", "one", null, "front-door", Permissions.ALL),
            new AccessKey("AKIDTWO", "two", "tok", "AKIDTWO", Permissions.ALL));
  }

  @Test
  void aKeyMayHaveAPolicyOfItsOwnOrANamedOne() throws Exception {
    var file =
        write(
            """
            {"keys": [
              {"accessKeyId": "AKIDONE", "secretAccessKey": "one", "name": "porch", "policy": "own"},
              {"accessKeyId": "AKIDTWO", "secretAccessKey": "two", "name": "door", "policy": "own"},
              {"accessKeyId": "AKIDALL", "secretAccessKey": "all", "policy":
                {"Version": "2012-10-17",
                 "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}}
             ],
             "policies": {"own": {"Version": "2012-10-17", "Statement":
               {"Effect": "Allow", "Action": "kinesisvideo:PutMedia",
                "Resource": "arn:aws:kinesisvideo:*:*:stream/${aws:username}/*"}}}}\
            """);
    String action = "kinesisvideo:PutMedia";
    String porch = "arn:aws:kinesisvideo:us-east-1:000000000000:stream/porch/1";

    assertThat(KeysFile.read(file))
        .extracting(key -> key.permissions().allow(action, porch))
        .containsExactly(true, false, true);
  }

  @Test
  void whereSomeKeysAreLimitedEveryKeyMustSayWhatItMay() throws Exception {
    var file =
        write(
            """
            {"keys": [
              {"accessKeyId": "a", "secretAccessKey": "s3cret", "policy":
                {"Version": "2012-10-17",
                 "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}},
              {"accessKeyId": "b", "secretAccessKey": "s3cret"}]}\
            """);

    assertThatThrownBy(() -> KeysFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            "has policies, but key 2 has none: give it one, for everything {\"Version\":"
                + " \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\":"
                + " \"kinesisvideo:*\", \"Resource\": \"*\"}}");
  }

  @Test
  void aKeyNeverPrintsItsSecrets() {
    assertThat(new AccessKey("AKID", "hidden", "hidden too", "camera", Permissions.ALL).toString())
        .contains("AKID", "camera", "***")
        .doesNotContain("hidden");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"keys\": []}",
        "{\"keys\": {}}",
        "{\"keys\": [1]}",
        "{\"keys\": [{}]}",
        "{\"keys\": [{\"accessKeyId\": \"a\"}]}",
        "{\"keys\": [{\"secretAccessKey\": \"s3cret\"}]}",
        "{\"keys\": [{\"accessKeyId\": \"a\", \"secretAccessKey\": \"\"}]}",
        "{\"keys\": [{\"accessKeyId\": \"a/b\", \"secretAccessKey\": \"s3cret\"}]}",
        "{\"keys\": [{\"accessKeyId\": \"a\", \"secretAccessKey\": 17}]}",
        "{\"keys\": [{\"accessKeyId\": \"a\", \"secretAccessKey\": \"s3cret\", \"nam\": \"x\"}]}",
        "{\"keys\": [{\"accessKeyId\": \"a\", \"secretAccessKey\": \"s3cret\", \"name\": \"x"
            + " y\"}]}",
        "{\"keys\": [{\"accessKeyId\": \"a\", \"secretAccessKey\": \"s3cret\"},"
            + " {\"accessKeyId\": \"a\", \"secretAccessKey\": \"s3cret\"}]}",
        "{\"keys\": [{\"accessKeyId\": \"a\", \"accessKeyId\": \"b\","
            + " \"secretAccessKey\": \"s3cret\"}]}",
        "{\"keys\": [{\"accessKeyId\": \"a\", \"secretAccessKey\": \"s3cret\"}]} more",
        "{\"keys\": [{\"accessKeyId\": \"a\", \"secretAccessKey\": \"s3cret\", \"policy\":"
            + " \"none\"}]}",
        "{\"keys\": [{\"accessKeyId\": \"a\", \"secretAccessKey\": \"s3cret\", \"policy\":"
            + " null}]}",
        "{\"keys\": [{\"accessKeyId\": \"a\", \"secretAccessKey\": \"s3cret\", \"policy\":"
            + " {}}]}",
        "{\"keys\": [{\"accessKeyId\": \"a\", \"secretAccessKey\": \"s3cret\"}],"
            + " \"policies\": []}",
        "{\"keys\": [{\"accessKeyId\": \"a\", \"secretAccessKey\": \"s3cret\"}],"
            + " \"policies\": {\"unused\": {}}}",
        "{\"keys\": [{\"accessKeyId\": \"a\", \"secretAccessKey\": \"s3cret",
        "{\"keys\": [{\"accessKeyId\": \"a\", \"secretAccessKey\": s3cret}]}",
      })
  void anythingElseIsAnErrorThatQuotesNoSecret(String content) throws Exception {
    var file = write(content);

    assertThatThrownBy(() -> KeysFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("the keys file " + file)
        .hasMessageNotContaining("s3cret")
        .hasNoCause();
  }

  @Test
  void aMissingOrHugeFileIsAnError() throws Exception {
    assertThatThrownBy(() -> KeysFile.read(directory.resolve("none")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cannot be read");
    var huge = write(" ".repeat(KeysFile.BYTES_MAX + 1));
    assertThatThrownBy(() -> KeysFile.read(huge))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is larger than");
  }

  @Test
  void aFileThatOthersMayReadIsWarnedAbout() throws Exception {
    var file = write("{\"keys\": [{\"accessKeyId\": \"a\", \"secretAccessKey\": \"s3cret\"}]}");
    var logger = (Logger) LoggerFactory.getLogger(KeysFile.class);
    var events = new ListAppender<ILoggingEvent>();
    events.start();
    logger.addAppender(events);
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
      KeysFile.read(file);
      assertThat(events.list).isEmpty();

      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      KeysFile.read(file);
      assertThat(events.list)
          .singleElement()
          .satisfies(event -> assertThat(event.getFormattedMessage()).contains("chmod o="));
    } finally {
      logger.detachAppender(events);
    }
  }

  private Path write(String content) throws IOException {
    return Files.writeString(Files.createTempFile(directory, "keys", ".json"), content);
  }
}
