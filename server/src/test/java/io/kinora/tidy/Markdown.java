package io.kinora.tidy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Links and headings of Markdown files.
final class Markdown {
  private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```");
  private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
  private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)\\s]+)[^)]*\\)");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");

  private Markdown() {}

  /// The links of a file that lead nowhere: no such file, or no such heading in it.
  static List<String> broken(Path file) {
    var broken = new ArrayList<String>();
    var links = LINK.matcher(prose(file));
    while (links.find()) {
      String target = links.group(1);
      if (!ELSEWHERE.matcher(target).matches() && !resolves(file, target)) {
        broken.add(target);
      }
    }
    return broken;
  }

  private static boolean resolves(Path file, String target) {
    int hash = target.indexOf('#');
    String path = hash < 0 ? target : target.substring(0, hash);
    var linked = path.isEmpty() ? file : file.resolveSibling(path).normalize();
    if (!Files.exists(linked)) {
      return false;
    }
    return hash < 0
        || !linked.toString().endsWith(".md")
        || anchors(linked).contains(target.substring(hash + 1));
  }

  /// Headings as the usual renderers name them.
  private static Set<String> anchors(Path file) {
    String text = FENCE.matcher(Repository.read(file)).replaceAll("");
    return HEADING
        .matcher(text)
        .results()
        .map(heading -> heading.group(1).strip().toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  private static String prose(Path file) {
    String text = FENCE.matcher(Repository.read(file)).replaceAll("");
    return CODE.matcher(text).replaceAll("");
  }
}
