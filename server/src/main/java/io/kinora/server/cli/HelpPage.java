package io.kinora.server.cli;

import java.util.List;
import java.util.Map;

/// A page of help, at most [#WIDTH] columns wide: paragraphs, and tables of two columns.
final class HelpPage {
  private static final int WIDTH = 100;
  private static final int SECOND_COLUMN = 28;

  private final StringBuilder text = new StringBuilder();

  /// The page of a command.
  static String of(Command command) {
    return new HelpPage()
        .paragraph("Usage: kinora " + command.synopsis())
        .paragraphs(command.description())
        .options(command.options())
        .options(Arguments.COMMON)
        .text
        .toString();
  }

  /// The page of `kinora` itself.
  static String of(List<Command> commands) {
    var page =
        new HelpPage()
            .paragraph("Usage: kinora [COMMAND] [OPTION]...")
            .paragraphs(
                List.of(
                    "Stores video streams and speaks the protocol of Amazon Kinesis Video"
                        + " Streams."))
            .paragraph("Commands:");
    commands.forEach(command -> page.row(command.name(), command.description().getFirst()));
    page.text.append('\n');
    page.options(Arguments.COMMON).paragraphs(List.of("Exit codes:"));
    for (Map.Entry<String, String> code : ExitCode.MEANINGS.entrySet()) {
      page.row(code.getKey(), code.getValue());
    }
    return page.paragraphs(
            List.of("Without a command, kinora serves; `kinora serve --help` lists all settings."))
        .text
        .toString();
  }

  private HelpPage options(List<Option> options) {
    options.forEach(option -> row(option.usage(), option.description()));
    return this;
  }

  private HelpPage paragraphs(List<String> paragraphs) {
    paragraphs.forEach(
        paragraph -> {
          text.append('\n');
          paragraph(paragraph);
        });
    text.append('\n');
    return this;
  }

  private HelpPage paragraph(String words) {
    wrap(words, 0, 0);
    return this;
  }

  /// The first column stands on a line of its own where it is too long.
  private void row(String first, String second) {
    text.append("  ").append(first);
    int column = first.length() + 2;
    if (column + 2 > SECOND_COLUMN) {
      text.append('\n');
      column = 0;
    }
    text.repeat(' ', SECOND_COLUMN - column);
    wrap(second, SECOND_COLUMN, SECOND_COLUMN);
  }

  private void wrap(String words, int firstColumn, int indent) {
    int column = firstColumn;
    for (var word : words.split(" ")) {
      if (column > indent && column + 1 + word.length() > WIDTH) {
        text.append('\n').repeat(' ', indent);
        column = indent;
      } else if (column > indent) {
        text.append(' ');
        column++;
      }
      text.append(word);
      column += word.length();
    }
    text.append('\n');
  }
}
