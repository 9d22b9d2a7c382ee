package io.kinora.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinora.server.cli.Command.Console;
import io.kinora.server.config.ConfigException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

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
      List<String> words, Map<String, String> environment, PrintWriter out, PrintWriter err) {
    try {
      return run(words, commands(environment), new Console(out, err));
    } catch (ConfigException mistake) {
      err.println("kinora: " + mistake.getMessage());
      return ExitCode.MISTAKE;
    } catch (AccessDeniedException denied) {
      err.println(
          "kinora: user %s has no access to %s"
              .formatted(System.getProperty("user.name"), denied.getMessage()));
      return ExitCode.MISTAKE;
    } catch (Exception failure) { // whatever a command could not do, the log describes
      LoggerFactory.getLogger(Main.class).error("kinora failed", failure);
      return ExitCode.FAILED;
    }
  }

  private static List<Command> commands(Map<String, String> environment) {
    return List.of(
        ServeCommand.command(environment),
        DemoCommand.command(),
        VerifyCommand.command(environment),
        RepairCommand.command(environment),
        CredentialsCommand.command(environment),
        VersionCommand.command());
  }

  /// `kinora` alone, or with options only, serves; `--help` and `--version` alone are about all
  /// commands.
  private static int run(List<String> words, List<Command> commands, Console console)
      throws Exception {
    var first = words.isEmpty() ? "" : words.getFirst();
    if (words.size() == 1 && List.of("-h", "--help").contains(first)) {
      console.out().print(HelpPage.of(commands));
      console.out().flush();
      return ExitCode.DONE;
    }
    boolean serves = first.isEmpty() || first.startsWith("-");
    var command = serves ? commands.getFirst() : find(commands, first);
    var given = Arguments.parse(command.options(), serves ? words : words.subList(1, words.size()));
    if (given.help()) {
      console.out().print(HelpPage.of(command));
      console.out().flush();
      return ExitCode.DONE;
    }
    return given.version() ? VersionCommand.print(console) : command.action().run(given, console);
  }

  private static Command find(List<Command> commands, String name) {
    return commands.stream()
        .filter(command -> command.name().equals(name))
        .findFirst()
        .orElseThrow(() -> Arguments.unknown(name, commands.stream().map(Command::name).toList()));
  }
}
