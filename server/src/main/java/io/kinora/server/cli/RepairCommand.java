package io.kinora.server.cli;

import io.kinora.server.KinoraConfig;
import io.kinora.server.api.StreamAttribute;
import io.kinora.server.cli.Command.Console;
import io.kinora.server.config.ArnScope;
import io.kinora.store.local.RepairReport;
import io.kinora.store.local.Repairer;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// `kinora repair`: mends a store as far as it can be mended, and says what cannot be.
final class RepairCommand {
  private static final String DRY_RUN = "--dry-run";

  private final SettingOptions settings;

  private RepairCommand(SettingOptions settings) {
    this.settings = settings;
  }

  static Command command(Map<String, String> environment) {
    var settings =
        new SettingOptions(
            environment,
            Stream.concat(Stream.of(KinoraConfig.DATA), ArnScope.KEYS.stream()).toList());
    return new Command(
        "repair",
        "repair [--dry-run] [--config=FILE] [--data=VALUE] [--output=text|json]",
        List.of(
            "Verifies the store of a stopped server and mends what it can: a catalog that is"
                + " missing or damaged is written anew from the index, or from what is left of it,"
                + " and a stream of which only media is left is named recovered-stream-ID; an index"
                + " that is damaged is set aside, and the next start makes it anew.",
            "Damaged media cannot be mended: it is named, and all the rest is served. Nothing is"
                + " deleted: what is replaced is moved into the folder set-aside of the store. Ends"
                + " with 3 when octets are lost."),
        Stream.concat(
                settings.options(),
                Stream.of(
                    Option.flag(DRY_RUN, "Says what would be done, and changes nothing."),
                    Output.OPTION))
            .toList(),
        new RepairCommand(settings)::run);
  }

  private int run(Arguments given, Console console) throws IOException {
    var output = Output.of(given);
    var values = settings.read(given);
    var scope = ArnScope.from(values);
    var attributes = new TreeMap<String, String>();
    StreamAttribute.PARTITION.put(attributes, scope.partition());
    StreamAttribute.REGION.put(attributes, scope.region());
    StreamAttribute.ACCOUNT.put(attributes, scope.account());
    var report =
        Repairer.repair(
            values.get(KinoraConfig.DATA),
            new Repairer.Settings(given.has(DRY_RUN), InstantSource.system(), attributes),
            progress -> console.err().println(VerifyCommand.line(progress)));
    console
        .out()
        .println(
            switch (output) {
              case TEXT -> text(report);
              case JSON -> JsonMapper.shared().writeValueAsString(report);
            });
    return report.isWhole() ? ExitCode.DONE : ExitCode.DAMAGED;
  }

  private static String text(RepairReport report) {
    var steps =
        report.steps().stream()
            .map(step -> "%s  %s: %s%n".formatted(step.outcome(), step.file(), step.what()))
            .collect(Collectors.joining());
    var done = report.dryRun() ? "nothing was changed" : "done";
    var aside = report.setAside().isEmpty() ? "" : "; replaced files are in " + report.setAside();
    return steps + (report.isWhole() ? "whole" : "OCTETS ARE LOST") + ": " + done + aside;
  }
}
