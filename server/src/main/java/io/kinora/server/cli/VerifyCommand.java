package io.kinora.server.cli;

import io.kinora.server.KinoraConfig;
import io.kinora.server.cli.Command.Console;
import io.kinora.server.config.ByteSize;
import io.kinora.store.local.Verifier;
import io.kinora.store.local.VerifyReport;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// `kinora verify`: reads a whole store and says what is not as it should be.
final class VerifyCommand {
  private final SettingOptions settings;

  private VerifyCommand(SettingOptions settings) {
    this.settings = settings;
  }

  static Command command(Map<String, String> environment) {
    var settings = new SettingOptions(environment, List.of(KinoraConfig.DATA));
    return new Command(
        "verify",
        "verify [--config=FILE] [--data=VALUE] [--output=text|json]",
        List.of(
            "Reads the whole store of a stopped server, compares every record with its checksum and"
                + " the index with the log, and changes nothing. The report goes to standard"
                + " output, the progress to standard error."),
        Stream.concat(settings.options(), Stream.of(Output.OPTION)).toList(),
        new VerifyCommand(settings)::run);
  }

  private int run(Arguments given, Console console) throws IOException {
    var output = Output.of(given);
    var report =
        Verifier.verify(
            settings.read(given).get(KinoraConfig.DATA),
            progress -> console.err().println(line(progress)));
    console
        .out()
        .println(
            switch (output) {
              case TEXT -> text(report);
              case JSON -> JsonMapper.shared().writeValueAsString(report);
            });
    return report.isSound() ? ExitCode.DONE : ExitCode.DAMAGED;
  }

  static String line(Verifier.Progress progress) {
    long percent = progress.doneBytes() * 100 / Math.max(1, progress.totalBytes());
    return "%3d %%  %s".formatted(percent, progress.file());
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
