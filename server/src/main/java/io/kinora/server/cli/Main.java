package io.kinora.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinora.server.config.ConfigException;
import io.kinora.server.config.Nearest;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The entry point of the process.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    var out = new PrintWriter(System.out, true, UTF_8);
    var err = new PrintWriter(System.err, true, UTF_8);
    System.exit(run(List.of(arguments), System.getenv(), out, err));
  }

  /// Runs one command to its end.
  ///
  /// @return the exit code, see [ExitCode]
  static int run(
      List<String> arguments, Map<String, String> environment, PrintWriter out, PrintWriter err) {
    return commands(environment)
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler((wrong, _) -> complain(err, explain(wrong)))
        .setExecutionExceptionHandler((failure, _, _) -> fail(err, failure))
        .execute(withDefaultCommand(arguments));
  }

  private static CommandLine commands(Map<String, String> environment) {
    var root = CommandSpec.create().name("kinora").version(Version.text());
    root.usageMessage()
        .description(
            "Stores video streams and speaks the protocol of Amazon Kinesis Video Streams.")
        .footer("", "Without a command, kinora serves; `kinora serve --help` lists all settings.")
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(ExitCode.MEANINGS);
    root.addSubcommand("serve", ServeCommand.spec(environment));
    root.addSubcommand("demo", DemoCommand.spec());
    root.addSubcommand("verify", VerifyCommand.spec(environment));
    root.addSubcommand("version", VersionCommand.spec());
    root.mixinStandardHelpOptions(true);
    root.subcommands()
        .values()
        .forEach(command -> command.getCommandSpec().usageMessage().width(100));
    return new CommandLine(root);
  }

  /// `kinora` alone, or with options only, serves.
  private static String[] withDefaultCommand(List<String> arguments) {
    boolean serves =
        arguments.isEmpty()
            || (arguments.getFirst().startsWith("-")
                && !List.of("-h", "--help", "-V", "--version").contains(arguments.getFirst()));
    return (serves ? Stream.concat(Stream.of("serve"), arguments.stream()) : arguments.stream())
        .toArray(String[]::new);
  }

  private static String explain(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().getFirst();
      String name = first.replaceFirst("=.*", "");
      return "unknown argument " + name + Nearest.hint(name, names(wrong.getCommandLine()));
    }
    return String.valueOf(wrong.getMessage());
  }

  private static List<String> names(CommandLine command) {
    var options =
        command.getCommandSpec().options().stream()
            .flatMap(option -> Arrays.stream(option.names()));
    return Stream.concat(options, command.getSubcommands().keySet().stream()).toList();
  }

  private static int fail(PrintWriter err, Exception failure) {
    if (failure instanceof ConfigException mistake) {
      return complain(err, String.valueOf(mistake.getMessage()));
    }
    LoggerFactory.getLogger(Main.class).error("kinora failed", failure);
    return ExitCode.FAILED;
  }

  private static int complain(PrintWriter err, String message) {
    err.println("kinora: " + message);
    return ExitCode.MISTAKE;
  }
}
