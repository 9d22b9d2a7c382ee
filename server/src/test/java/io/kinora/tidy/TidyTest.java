package io.kinora.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Rules of form for every file of the repository. `-Dtidy.fix=true` formats instead of failing.
final class TidyTest {
  private static final int METHOD_LINES_MAX = 70;
  private static final int PARAMETERS_MAX = 6;
  private static final int FILE_LINES_MAX = 500;

  private static final Pattern BANNED_FOLDER =
      Pattern.compile(".*/(utils?|common|impl|managers?|helpers?|misc)/.*");
  private static final Pattern BANNED_TYPE =
      Pattern.compile(".*/[A-Za-z]*(Utils?|Impl|Manager|Helpers?)\\.java");
  // In two pieces, so that this file does not offend itself.
  private static final Pattern LOOSE_END =
      Pattern.compile("\\b(TO" + "DO(?!\\(#\\d+\\))|FIX" + "ME|XX" + "X)\\b");
  private static final Pattern CONSOLE =
      Pattern.compile("\\bSystem\\.(out|err)\\b|\\.printStack" + "Trace\\(");
  private static final Pattern WAITS_BY_THE_CLOCK =
      Pattern.compile("\\bThread\\.sl" + "eep\\(|TimeUnit\\.\\w+\\.sl" + "eep\\(");
  private static final Pattern SWITCHED_OFF = Pattern.compile("@Dis" + "abled\\b");

  /// A test as documents name it.
  private static final Pattern TEST_NAME = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

  private static Repository repository;

  @BeforeAll
  static void find() throws IOException {
    repository = Repository.here();
  }

  @Test
  void everyJavaFileIsFormatted() {
    boolean fix = Boolean.getBoolean("tidy.fix");

    var offenders =
        repository.java(_ -> true).parallelStream()
            .filter(file -> !isFormatted(file, fix))
            .map(repository::name)
            .sorted()
            .toList();

    assertThat(offenders).as("not formatted; -Dtidy.fix=true does it").isEmpty();
  }

  @Test
  void noMethodIsLongOrTakesManyParameters() throws IOException {
    var offenders =
        JavaSource.parse(repository.java(_ -> true)).stream()
            .flatMap(
                source ->
                    source.methods().stream()
                        .filter(TidyTest::isLarge)
                        .map(method -> repository.name(source.file()) + ": " + method));

    assertThat(offenders)
        .as("more than %d lines or %d parameters", METHOD_LINES_MAX, PARAMETERS_MAX)
        .isEmpty();
  }

  @Test
  void noFileIsLong() {
    var offenders =
        offenders(
            repository.java(_ -> true),
            file ->
                Stream.of(Repository.read(file).lines().count())
                    .filter(lines -> lines > FILE_LINES_MAX)
                    .map(lines -> lines + " lines"));

    assertThat(offenders).as("more than %d lines", FILE_LINES_MAX).isEmpty();
  }

  @Test
  void everyPackageHasAPageAndIsNullMarked() {
    var packages =
        repository.java(name -> name.contains("/src/")).stream()
            .map(Path::getParent)
            .distinct()
            .toList();

    var offenders = packages.stream().filter(folder -> !hasPage(folder)).map(repository::name);

    assertThat(offenders).as("no package-info.java with /// and @NullMarked").isEmpty();
  }

  @Test
  void everyPublicTypeIsDocumented() throws IOException {
    var offenders =
        JavaSource.parse(repository.java(name -> name.contains("/src/main/"))).stream()
            .flatMap(source -> source.undocumented().stream());

    assertThat(offenders).as("public without ///").isEmpty();
  }

  @Test
  void nothingIsCalledByAnEmptyWord() {
    var offenders =
        repository
            .java(
                name ->
                    BANNED_FOLDER.matcher(name).matches() || BANNED_TYPE.matcher(name).matches())
            .stream()
            .map(repository::name);

    assertThat(offenders).isEmpty();
  }

  @Test
  void looseEndsHaveAnIssue() {
    var files = Stream.concat(repository.java(_ -> true).stream(), repository.markdown().stream());

    assertThat(linesWith(LOOSE_END, files.toList())).isEmpty();
  }

  @Test
  void onlyTheCommandLineWritesToTheConsole() {
    var files =
        repository.java(
            name -> name.matches("(media|store|server)/src/main/.*") && !name.contains("/cli/"));

    assertThat(linesWith(CONSOLE, files)).isEmpty();
  }

  @Test
  void noTestWaitsByTheClockOrIsSwitchedOff() {
    var files = repository.java(name -> name.matches("(testkit/src|[a-z]+/src/test)/.*"));

    assertThat(linesWith(WAITS_BY_THE_CLOCK, files)).isEmpty();
    assertThat(linesWith(SWITCHED_OFF, files)).isEmpty();
  }

  @Test
  void everyLinkInMarkdownLeadsSomewhere() {
    assertThat(offenders(repository.markdown(), file -> Markdown.broken(file).stream())).isEmpty();
  }

  @Test
  void everyInvariantNamesTestsThatExist() {
    var tests =
        repository.java(name -> name.contains("/src/test/")).stream()
            .collect(Collectors.toMap(TidyTest::typeName, Repository::read, String::concat));
    var named =
        TEST_NAME
            .matcher(Repository.read(repository.root().resolve("INVARIANTS.md")))
            .results()
            .toList();

    assertThat(named)
        .isNotEmpty()
        .allSatisfy(
            name ->
                assertThat(tests.getOrDefault(name.group(1), ""))
                    .as("%s", name.group())
                    .contains("void " + name.group(2) + "("));
  }

  @Test
  void longDocumentationLinesAreWrappedAsDocumentation() {
    String full = "word ".repeat(19).strip();

    assertThat(Formatting.wrap("  /// " + full + " over\n  int x;\n"))
        .isEqualTo("  /// " + full + "\n  /// over\n  int x;\n");
    assertThat(Formatting.wrap("  /// " + full + " over\n  /// on\n  ///\n"))
        .isEqualTo("  /// " + full + "\n  /// over on\n  ///\n");
    assertThat(Formatting.wrap("/// @param " + full + "\n/// @param b\n"))
        .isEqualTo("/// @param " + "word ".repeat(18).strip() + "\n///     word\n/// @param b\n");
    assertThat(Formatting.wrap("/// " + "x".repeat(200) + "\n")).hasLineCount(1);
  }

  private static String typeName(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  private static boolean isFormatted(Path file, boolean fix) {
    String source = Repository.read(file);
    try {
      String formatted = Formatting.format(source);
      if (!formatted.equals(source) && fix) {
        Files.writeString(file, formatted);
        return true;
      }
      return formatted.equals(source);
    } catch (FormatterException unparsable) {
      throw new AssertionError("cannot parse " + file, unparsable);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static boolean hasPage(Path folder) {
    var page = folder.resolve("package-info.java");
    var inMain =
        Path.of(folder.toString().replace("/src/test/", "/src/main/")).resolve("package-info.java");
    return Stream.of(page, inMain)
        .filter(Files::exists)
        .map(Repository::read)
        .anyMatch(text -> text.startsWith("///") && text.contains("@NullMarked"));
  }

  private static boolean isLarge(JavaSource.Method method) {
    return method.lines() > METHOD_LINES_MAX || method.parameters() > PARAMETERS_MAX;
  }

  private static List<String> offenders(List<Path> files, Function<Path, Stream<String>> faults) {
    return files.stream()
        .flatMap(file -> faults.apply(file).map(fault -> repository.name(file) + ": " + fault))
        .toList();
  }

  private static List<String> linesWith(Pattern pattern, List<Path> files) {
    return offenders(
        files, file -> Repository.read(file).lines().filter(line -> pattern.matcher(line).find()));
  }
}
