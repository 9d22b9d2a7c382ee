package io.kinora.server.cli;

import java.io.PrintWriter;
import java.util.List;

/// A command: what may follow its name, what its help page says, and what it does.
///
/// @param synopsis its arguments on the first line of the help page
/// @param description paragraphs of the help page
record Command(
    String name, String synopsis, List<String> description, List<Option> options, Action action) {

  /// What a command does.
  @FunctionalInterface
  interface Action {
    /// @return the exit code, see [ExitCode]
    int run(Arguments given, Console console) throws Exception;
  }

  /// Where a command prints.
  ///
  /// @param out its result
  /// @param err its progress and what went wrong
  record Console(PrintWriter out, PrintWriter err) {}
}
