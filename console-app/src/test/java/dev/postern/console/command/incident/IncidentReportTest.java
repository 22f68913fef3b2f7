package dev.postern.console.command.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.view.Page;
import dev.postern.console.view.Screen;
import dev.postern.core.value.JsonValue;
import dev.postern.journal.Event;
import dev.postern.journal.Event.OfIncident;
import dev.postern.journal.EvidencePolicy;
import dev.postern.journal.Incidents;
import dev.postern.journal.JournalFile;
import dev.postern.journal.RunDirectory;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class IncidentReportTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    @TempDir Path state;
    private Incidents incidents;

    @BeforeEach
    void inAHome() {
        incidents = new Incidents(state.resolve("incidents"), state.resolve("runs"));
    }

    private static Instant after(int minutes) {
        return NOON.plus(Duration.ofMinutes(minutes));
    }

    private void open(String id, String reason, Instant now) {
        incidents
                .open(
                        new OfIncident.IncidentOpened(
                                id,
                                "ann@laptop",
                                reason,
                                now.plus(Duration.ofHours(2)),
                                Duration.ofMinutes(30),
                                Optional.empty()),
                        now)
                .got()
                .orElseThrow();
    }

    private void begun(String incident, String run, String purpose, long after, Instant now) {
        incidents
                .append(incident, new OfIncident.RunBegun(run, purpose, "ann@laptop", after), now)
                .got()
                .orElseThrow();
    }

    private void close(String incident, Instant now) {
        incidents
                .append(
                        incident,
                        new OfIncident.IncidentClosed("bob@desk", "by hand", now, Optional.empty()),
                        now)
                .got()
                .orElseThrow();
    }

    private RunDirectory run(String id, Instant at, Event... events) {
        Path runs = state.resolve("runs");
        RunDirectory run =
                RunDirectory.open(runs, id)
                        .got()
                        .or(() -> RunDirectory.create(runs, id, JsonValue.object()).got())
                        .orElseThrow();
        try (JournalFile journal = run.open(EvidencePolicy.STRICT, () -> at).got().orElseThrow()) {
            List.of(events).forEach(journal::append);
            run.anchor(journal.head().orElseThrow());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return run;
    }

    private static Event opened(String id, String reason) {
        return new Event.RunOpened(
                id,
                "plan",
                "digest",
                "break-lockout",
                List.of("eu-1", "us-1"),
                "ann@laptop",
                reason,
                Optional.of("OPS-1"),
                Map.of("workload", "telemetry/daemonset/agent"));
    }

    private static Event closed(String status, List<String> notReached) {
        return new Event.RunClosed(
                status, 0, List.of(), List.of(), notReached, List.of(), List.of());
    }

    private String report(String id, int columns) {
        Page page = new Page(Screen.terminal(columns, Map.of()));
        new IncidentReading(incidents, state.resolve("runs"))
                .read(incidents.find(id).orElseThrow())
                .got()
                .orElseThrow()
                .human(page);
        return page.text();
    }

    @Test
    void aRunThatWasTakenUpInALaterIncidentIsToldInEachByWhatHappenedThere() {
        open("OPS-1", "API down", NOON);
        begun("OPS-1", "a-1", "run", 0, after(1));
        run("a-1", after(2), opened("a-1", "API down"), closed("done and verified", List.of()));
        close("OPS-1", after(3));
        open("OPS-2", "tidying up", after(60));
        begun("OPS-2", "a-1", "undo", 2, after(61));
        run("a-1", after(62), new Event.Reopened("bob@desk", "undo"), closed("undone", List.of()));

        assertThat(report("OPS-1", 200))
                .contains("* over: 2026-11-28T12:03:00Z, by hand, bob@desk")
                .contains("* lasted: 3m; runs: 1")
                .contains("12:02:00Z run a-1: run closed: done and verified")
                .doesNotContain("taken up again");
        assertThat(report("OPS-2", 200))
                .contains("* open until 2026-11-28T15:00:00Z")
                .contains("13:02:00Z run a-1: taken up again by bob@desk to undo")
                .contains("13:02:00Z run a-1: run closed: undone")
                .doesNotContain("done and verified");
    }

    @Test
    void whatWentWrongWhatWasNotReachedAndWhatDoesNotHoldIsNamed() throws Exception {
        open("OPS-1", "API down", NOON);
        begun("OPS-1", "a-1", "run", 0, after(1));
        begun("OPS-1", "b-2", "run", 0, after(1));
        begun("OPS-1", "gone", "run", 0, after(1));
        run(
                "a-1",
                after(2),
                opened("a-1", "API down"),
                new Event.Unreachable(
                        "fence",
                        "eu-1/cp2",
                        new Event.Trouble("UNREACHABLE", "no answer", "timed out", "", "")),
                closed("partly done", List.of("fence@eu-1/cp2")));
        RunDirectory broken =
                run("b-2", after(2), opened("b-2", "API down"), closed("done", List.of()));
        Files.writeString(
                broken.journal(),
                Files.readString(broken.journal()).replace("ann@laptop", "eve@laptop"));

        assertThat(report("OPS-1", 200))
                .contains("## Went wrong\n\n* 12:02:00Z run a-1: eu-1/cp2 out of reach: no answer")
                .contains("* not reached: fence@eu-1/cp2")
                .contains("* run a-1: all 3 lines hold, the last is ")
                .contains("* run b-2: ")
                .contains("journal of run b-2 is broken")
                .contains("* run gone: no run gone");
    }

    @Test
    void whatWasTypedIsNoMarkupAndFitsANarrowScreen() {
        open("OPS-1", "see [this](http://x) <b>now</b> `rm` a|b \u001b[31mred", NOON);
        assertThat(report("OPS-1", 40))
                .contains("\\[this]")
                .contains("&lt;b>")
                .contains("a\\|b")
                .doesNotContain("\u001b", "`");
        assertThat(report("OPS-1", 40).lines()).allSatisfy(l -> assertThat(l).hasSizeLessThan(41));
    }
}
