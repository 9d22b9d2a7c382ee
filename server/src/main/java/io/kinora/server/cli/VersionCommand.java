package io.kinora.server.cli;

import java.util.List;

/// `kinora version`.
final class VersionCommand {
  private VersionCommand() {}

  static Command command() {
    return new Command(
        "version",
        "version",
        List.of("Prints the versions of Kinora and of the Java machine."),
        List.of(),
        (_, console) -> print(console));
  }

  /// What `--version` prints too.
  static int print(Command.Console console) {
    console.out().println("Kinora " + Version.text() + ", Java " + Runtime.version());
    return ExitCode.DONE;
  }
}
