package io.kinora.server.cli;

import io.kinora.server.config.ConfigException;

/// How a command prints its result.
enum Output {
  TEXT,
  JSON;

  private static final String NAME = "--output";

  static final Option OPTION =
      new Option(NAME, "text|json", "Form of the result on standard output. Default: text.");

  static Output of(Arguments given) {
    var form = given.value(NAME).orElse("text");
    return switch (form) {
      case "text" -> TEXT;
      case "json" -> JSON;
      default -> throw new ConfigException(NAME + " must be text or json, not \"" + form + "\"");
    };
  }
}
