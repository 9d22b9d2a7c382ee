package io.kinora.server.cli;

import io.kinora.server.KinoraConfig;
import io.kinora.server.config.ByteSize;
import io.kinora.store.local.Verifier;
import io.kinora.store.local.VerifyReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.databind.json.JsonMapper;

/// `kinora verify`: reads a whole store and says what is not as it should be.
final class VerifyCommand implements Callable<Integer> {
  private final CommandSpec spec;

  private VerifyCommand() {
    var data = KinoraConfig.DATA;
    spec = CommandSpec.wrapWithoutInspection(this).mixinStandardHelpOptions(true);
    spec.usageMessage()
        .description(
            "Reads the whole store of a stopped server, compares every record with its checksum and"
                + " the index with the log, and changes nothing. The report goes to standard"
                + " output, the progress to standard error.");
    spec.addOption(
        OptionSpec.builder(data.option())
            .type(Path.class)
            .paramLabel("DIR")
            .description(data.summary() + " Default: " + data.fallback() + ".")
            .build());
    spec.addOption(Output.option());
  }

  static CommandSpec spec() {
    return new VerifyCommand().spec;
  }

  @Override
  public Integer call() throws IOException {
    var parsed = spec.commandLine().getParseResult();
    var directory =
        parsed.matchedOptionValue(
            KinoraConfig.DATA.option(), Path.of(KinoraConfig.DATA.fallback()));
    var report = Verifier.verify(directory, this::show);
    spec.commandLine()
        .getOut()
        .println(
            switch (Output.of(parsed)) {
              case TEXT -> text(report);
              case JSON -> JsonMapper.shared().writeValueAsString(report);
            });
    return report.isSound() ? ExitCode.DONE : ExitCode.DAMAGED;
  }

  private void show(Verifier.Progress progress) {
    long percent = progress.doneBytes() * 100 / Math.max(1, progress.totalBytes());
    spec.commandLine().getErr().println("%3d %%  %s".formatted(percent, progress.file()));
  }

  private static String text(VerifyReport report) {
    var findings =
        report.findings().stream()
            .map(
                finding ->
                    "%s  %s at %d: %s%n"
                        .formatted(
                            finding.kind(), finding.file(), finding.offsetBytes(), finding.what()))
            .collect(Collectors.joining());
    var omitted = report.omitted() == 0 ? "" : "and %d findings more%n".formatted(report.omitted());
    return findings
        + omitted
        + "%s: %d segments, %d records, %d fragments, %d rows, %s read"
            .formatted(
                report.isSound() ? "sound" : "DAMAGED",
                report.segments(),
                report.records(),
                report.fragments(),
                report.rows(),
                new ByteSize(report.bytes()));
  }
}
