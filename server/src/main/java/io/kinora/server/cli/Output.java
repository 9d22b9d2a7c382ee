package io.kinora.server.cli;

import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/// How a command prints its result.
enum Output {
  TEXT,
  JSON;

  private static final String NAME = "--output";

  static OptionSpec option() {
    return OptionSpec.builder(NAME)
        .type(Output.class)
        .converters(Output::read)
        .paramLabel("text|json")
        .description("Form of the result on standard output. Default: text.")
        .build();
  }

  private static Output read(String text) {
    return switch (text) {
      case "text" -> TEXT;
      case "json" -> JSON;
      default -> throw new TypeConversionException("must be text or json, not \"" + text + "\"");
    };
  }

  static Output of(ParseResult parsed) {
    return parsed.matchedOptionValue(NAME, TEXT);
  }
}
