package io.kinora.server.cli;

import io.kinora.server.KinoraConfig;
import io.kinora.server.ServerSecret;
import io.kinora.server.auth.AuthConfig;
import io.kinora.server.auth.KeyRing;
import io.kinora.server.auth.TemporaryCredentials;
import io.kinora.server.cli.Command.Console;
import io.kinora.server.config.ConfigException;
import io.kinora.server.config.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// `kinora credentials`: credentials for a key of the keys file that end by themselves. Needs the
/// data directory and the keys file of the server, not the server.
final class CredentialsCommand {
  private static final String KEY = "--key";
  private static final String DURATION = "--duration";
  private static final String DURATION_DEFAULT = "1h";
  private static final String POLICY = "--policy";
  private static final Key<Duration> LIFETIME = Key.duration("duration", DURATION_DEFAULT, "");

  private final SettingOptions settings;

  private CredentialsCommand(SettingOptions settings) {
    this.settings = settings;
  }

  static Command command(Map<String, String> environment) {
    var settings =
        new SettingOptions(environment, List.of(KinoraConfig.DATA, AuthConfig.KEYS_FILE));
    return new Command(
        "credentials",
        "credentials --key=ID [--duration=DURATION] [--policy=FILE] [--config=FILE] [--data=VALUE]"
            + " [--keys=VALUE] [--output=text|json]",
        List.of(
            "Prints temporary credentials: an access key, its secret and the session token that"
                + " goes with them. They may do what their key may, no more, and end when the"
                + " duration is over or the key is taken out of the keys file.",
            "As text they are lines for a shell; as JSON they are what the AWS CLI and the SDKs"
                + " take from a credential_process."),
        Stream.concat(
                Stream.of(
                    new Option(KEY, "ID", "Access key id of a key of the keys file."),
                    new Option(
                        DURATION,
                        "DURATION",
                        "How long they hold, from 1s to 36h. Default: " + DURATION_DEFAULT + "."),
                    new Option(POLICY, "FILE", "Policy document that narrows what they may do.")),
                Stream.concat(settings.options(), Stream.of(Output.OPTION)))
            .toList(),
        new CredentialsCommand(settings)::run);
  }

  private int run(Arguments given, Console console) throws IOException {
    var read = settings.read(given);
    var output = Output.of(given);
    var key =
        given.value(KEY).orElseThrow(() -> new ConfigException("credentials needs " + KEY + "=ID"));
    var lifetime = lifetime(given.value(DURATION).orElse(DURATION_DEFAULT));
    var file =
        read.find(AuthConfig.KEYS_FILE)
            .orElseThrow(() -> new ConfigException("credentials needs keys=FILE of the server"));
    var data = read.get(KinoraConfig.DATA);
    var secret =
        ServerSecret.existing(data)
            .orElseThrow(
                () ->
                    new ConfigException(
                        data + " is no data directory of a server: start the server once"));
    var issued =
        new TemporaryCredentials(secret)
            .issue(
                KeyRing.read(file),
                key,
                InstantSource.system().instant().plus(lifetime),
                given.value(POLICY).map(CredentialsCommand::policy));
    console
        .out()
        .println(
            switch (output) {
              case TEXT -> text(issued);
              case JSON -> json(issued);
            });
    return ExitCode.DONE;
  }

  private static Duration lifetime(String text) {
    try {
      var duration = LIFETIME.parser().apply(text);
      if (duration.compareTo(Duration.ofSeconds(1)) >= 0
          && duration.compareTo(TemporaryCredentials.LIFETIME_MAX) <= 0) {
        return duration;
      }
    } catch (IllegalArgumentException _) {
      // What cannot be read is not in the range.
    }
    throw new ConfigException(DURATION + " must be from 1s to 36h, not \"" + text + "\"");
  }

  private static String policy(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException unreadable) {
      throw new ConfigException("cannot read the policy " + unreadable.getMessage());
    }
  }

  private static String text(TemporaryCredentials.Issued issued) {
    return """
        export AWS_ACCESS_KEY_ID=%s
        export AWS_SECRET_ACCESS_KEY=%s
        export AWS_SESSION_TOKEN=%s
        # until %s\
        """
        .formatted(
            issued.accessKeyId(), issued.secret(), issued.sessionToken(), issued.expiresAt());
  }

  /// The form that `credential_process` of the AWS configuration asks for.
  private static String json(TemporaryCredentials.Issued issued) {
    var json = JsonMapper.shared().createObjectNode();
    json.put("Version", 1);
    json.put("AccessKeyId", issued.accessKeyId());
    json.put("SecretAccessKey", issued.secret());
    json.put("SessionToken", issued.sessionToken());
    json.put("Expiration", issued.expiresAt().toString());
    return json.toString();
  }
}
