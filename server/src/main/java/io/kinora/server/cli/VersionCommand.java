package io.kinora.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/// `kinora version`.
final class VersionCommand implements Callable<Integer> {
  private final CommandSpec spec;

  private VersionCommand() {
    spec = CommandSpec.wrapWithoutInspection(this).mixinStandardHelpOptions(true);
    spec.usageMessage().description("Prints the versions of Kinora and of the Java machine.");
  }

  static CommandSpec spec() {
    return new VersionCommand().spec;
  }

  @Override
  public Integer call() {
    spec.commandLine().getOut().println("Kinora " + Version.text() + ", Java " + Runtime.version());
    return ExitCode.DONE;
  }
}
