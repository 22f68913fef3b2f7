package dev.postern.console.command.drill;

import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.exit.ExitCode;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Cell;
import dev.postern.console.view.Page;
import dev.postern.console.view.Tint;
import dev.postern.console.view.View;
import dev.postern.drill.Debrief;
import dev.postern.drill.DrillReport;
import dev.postern.drill.RunReading;
import dev.postern.journal.RunDirectory;
import dev.postern.json.JsonText;
import dev.postern.json.Records;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ends a drill with its debrief: on the screen, and as files in its directory. */
final class Closing {
    private Closing() {}

    /** The debrief of the drill's last run. */
    static Answer debrief(Drills.Started started) {
        var runs = RunDirectory.list(started.directory().resolve("runs"));
        if (runs.isEmpty()) {
            return new Answer.Shown(
                    View.of(
                            dev.postern.core.value.JsonValue.object("outcome", "nothing was run"),
                            page -> page.line("The drill ends; nothing was run.", Tint.WARNING)),
                    ExitCode.FAILED);
        }
        RunDirectory last = runs.getLast();
        return Found.of(last.entries().then(entries -> RunReading.of(last.id(), entries)))
                .answer(run -> {
                    Debrief debrief = started.drill().debrief(run);
                    try {
                        write(started.directory(), debrief);
                    } catch (IOException e) {
                        return Answer.failed(
                                Desk.broken(
                                        "the debrief cannot be written",
                                        String.valueOf(e.getMessage()),
                                        ""));
                    }
                    DrillReport report = debrief.report();
                    return new Answer.Shown(
                            View.of(
                                    Records.encode(report),
                                    page -> page(page, debrief, started.directory())),
                            exit(report));
                });
    }

    /** 0 only where everything came back; else how the run ended, and never 0. */
    private static ExitCode exit(DrillReport report) {
        ExitCode run = ExitCode.ofCode(report.exit());
        return report.isRecovered() ? run : run == ExitCode.DONE ? ExitCode.CHANGES_OPEN : run;
    }

    private static void write(Path directory, Debrief debrief) throws IOException {
        Files.writeString(
                directory.resolve("debrief.html"), debrief.html(), StandardCharsets.UTF_8);
        Files.writeString(
                directory.resolve("debrief.md"), debrief.markdown(), StandardCharsets.UTF_8);
        Files.writeString(
                directory.resolve("report.json"),
                JsonText.pretty(Records.encode(debrief.report())) + "\n",
                StandardCharsets.UTF_8);
    }

    private static void page(Page page, Debrief debrief, Path directory) {
        page.gap();
        DrillReport report = debrief.report();
        page.line(debrief.title(), report.isRecovered() ? Tint.GOOD : Tint.BAD)
                .table(
                        Debrief.HEADINGS,
                        report.clusters().stream()
                                .map(c -> Debrief.row(c).stream().map(Cell::of).toList())
                                .toList());
        debrief.verdict().forEach(page::line);
        page.gap().line("The whole debrief:").command(directory.resolve("debrief.html").toString());
    }
}
