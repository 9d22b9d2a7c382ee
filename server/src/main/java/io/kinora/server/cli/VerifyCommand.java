package io.kinora.server.cli;

import io.kinora.server.KinoraConfig;
import io.kinora.server.config.ByteSize;
import io.kinora.store.local.Verifier;
import io.kinora.store.local.VerifyReport;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.json.JsonMapper;

/// `kinora verify`: reads a whole store and says what is not as it should be.
final class VerifyCommand implements Callable<Integer> {
  private final CommandSpec spec;
  private final SettingOptions settings;

  private VerifyCommand(Map<String, String> environment) {
    spec = CommandSpec.wrapWithoutInspection(this).mixinStandardHelpOptions(true);
    spec.usageMessage()
        .description(
            "Reads the whole store of a stopped server, compares every record with its checksum and"
                + " the index with the log, and changes nothing. The report goes to standard"
                + " output, the progress to standard error.");
    settings = SettingOptions.addTo(spec, environment, List.of(KinoraConfig.DATA));
    spec.addOption(Output.option());
  }

  static CommandSpec spec(Map<String, String> environment) {
    return new VerifyCommand(environment).spec;
  }

  @Override
  public Integer call() throws IOException {
    var parsed = spec.commandLine().getParseResult();
    var report = Verifier.verify(settings.read().get(KinoraConfig.DATA), this::show);
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
