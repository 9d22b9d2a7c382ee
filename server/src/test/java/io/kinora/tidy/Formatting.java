package io.kinora.tidy;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// google-java-format, which knows `///` comments as line comments only: it would break a long one
/// into a line that is documentation and one that is not. They are wrapped before.
final class Formatting {
  private static final int COLUMNS = 100;
  private static final Pattern DOC_LINE = Pattern.compile("(\\s*/// *)(\\S.*)");

  /// What begins a line that the words of the line before must not flow into.
  private static final Pattern BLOCK = Pattern.compile("[-*|@#>`]|\\d+\\.");

  private static final String CONTINUED = "    ";

  private Formatting() {}

  static String format(String source) throws FormatterException {
    String ordered = ImportOrderer.reorderImports(wrap(source), Style.GOOGLE);
    return new Formatter().formatSource(RemoveUnusedImports.removeUnusedImports(ordered));
  }

  /// Moves the words beyond the last column into the next line of the paragraph, or into one of
  /// their own where the paragraph ends.
  static String wrap(String source) {
    var lines = new ArrayList<>(List.of(source.split("\n", -1)));
    for (int i = 0; i < lines.size(); i++) {
      var line = DOC_LINE.matcher(lines.get(i));
      if (lines.get(i).length() > COLUMNS && line.matches()) {
        if (line.group(2).startsWith("|")) {
          throw new AssertionError("too long for a row of a table: " + lines.get(i));
        }
        int cut = lines.get(i).lastIndexOf(' ', COLUMNS);
        if (cut > line.end(1)) {
          String words = lines.get(i).substring(cut + 1);
          lines.set(i, lines.get(i).substring(0, cut));
          flow(lines, i + 1, line.group(1), line.group(2).startsWith("@"), words);
        }
      }
    }
    return String.join("\n", lines);
  }

  private static void flow(List<String> lines, int next, String indent, boolean tag, String words) {
    var line = DOC_LINE.matcher(next < lines.size() ? lines.get(next) : "");
    boolean continues =
        line.matches()
            && (line.group(1).equals(indent) || tag)
            && !BLOCK.matcher(line.group(2)).lookingAt();
    if (continues) {
      lines.set(next, line.group(1) + words + " " + line.group(2));
    } else {
      lines.add(next, indent + (tag ? CONTINUED : "") + words);
    }
  }
}
