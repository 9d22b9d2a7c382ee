package io.kinora.server.cli;

import java.util.Map;
import java.util.TreeMap;

/// What the exit codes of every command mean.
final class ExitCode {
  /// Done; for a server: stopped as asked.
  static final int DONE = 0;

  /// A failure that the log describes.
  static final int FAILED = 1;

  /// The caller's mistake: arguments or configuration.
  static final int MISTAKE = 2;

  /// `verify` found damage; `repair` found some that cannot be mended.
  static final int DAMAGED = 3;

  /// The same for the help page.
  static final Map<String, String> MEANINGS =
      new TreeMap<>(
          Map.of(
              "0", "Done; a server: stopped as asked (SIGTERM, SIGINT).",
              "1", "Failed; see the log.",
              "2", "Wrong arguments or configuration.",
              "3", "verify: the store is damaged; repair: octets are lost."));

  private ExitCode() {}
}
