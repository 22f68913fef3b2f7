package dev.postern.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes a run that another console began a run of this one. */
public final class RunAdoption {
    private RunAdoption() {}

    /**
     * The directory for a run that another console began: made where it is missing, and no run of
     * this console before {@link #adopt} has put its plan there.
     */
    public static Outcome<RunDirectory> prepare(Path runs, String id) {
        if (!RunDirectory.ID.matcher(id).matches()) {
            return Outcome.failed(RunDirectory.notAnId(id));
        }
        Path path = runs.resolve(id);
        try {
            Private.directory(runs);
            Private.directory(path);
            Private.directory(path.resolve("blobs"));
            return Outcome.ok(new RunDirectory(path));
        } catch (IOException e) {
            return Outcome.failed(RunDirectory.notMade(id, e));
        }
    }

    /**
     * Puts a run here that another console began and that was copied from the hosts.
     *
     * @param plan which that journal is of
     * @param lines of the journal, whole and in order
     * @return its state; failed where a journal is here that is not the beginning of that one, but
     *     for words of a process that was refused: both are left as they are
     */
    public static Outcome<RunState> adopt(RunDirectory run, JsonValue plan, List<String> lines) {
        Path journal = run.journal();
        byte[] bytes = (String.join("\n", lines) + "\n").getBytes(UTF_8);
        JournalText text = JournalText.read(bytes);
        if (text.firstBroken().isPresent()) {
            return Outcome.failed(
                    Failure.unchanged(
                            Failure.Kind.BROKEN,
                            "the copied journal of run " + run.id() + " is broken",
                            text.firstBroken().get().sentence(),
                            "another host may have a whole one"));
        }
        try {
            byte[] here = Files.exists(journal) ? Files.readAllBytes(journal) : new byte[0];
            JournalText mine = JournalText.read(here);
            int common = 0;
            while (common < Math.min(mine.lines().size(), lines.size())
                    && mine.lines().get(common).equals(lines.get(common))) {
                common++;
            }
            boolean changed =
                    mine.entries().stream().skip(common).anyMatch(e -> !isAside(e.event()));
            if (changed || mine.firstBroken().isPresent()) {
                return Outcome.failed(
                        Failure.unchanged(
                                Failure.Kind.REFUSED,
                                "run " + run.id() + " has gone on here after it was copied",
                                "the journal here is not the beginning of the one on the hosts",
                                "take it over with another --home"));
            }
            if (common < mine.lines().size()) {
                // A process that was refused here: what it said is kept, beside.
                Private.replace(
                        run.path().resolve("journal-parted-" + (common + 1) + ".ndjson"),
                        here,
                        true);
            }
            Private.replace(journal, bytes, true);
            run.anchor(new Head(lines.size(), text.lastHash()));
            Private.replace(
                    run.path().resolve("plan.json"), JsonText.pretty(plan).getBytes(UTF_8), true);
        } catch (IOException e) {
            return Outcome.failed(run.unreadable("journal.ndjson", e));
        }
        return RunFold.fold(text.entries());
    }

    /** Whether it tells of nothing that was begun. */
    private static boolean isAside(Event event) {
        return event instanceof Event.Reopened
                || event instanceof Event.Noted
                || event instanceof Event.Refused
                || event instanceof Event.Gap
                || event instanceof Event.TornLineRecovered
                || event instanceof Event.RunClosed;
    }
}
