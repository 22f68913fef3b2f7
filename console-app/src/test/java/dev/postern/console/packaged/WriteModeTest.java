package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.packaged.Console.Ran;
import dev.postern.core.value.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Nothing is changed but within an incident: as people live it, one lab for all. */
class WriteModeTest {
    private static final String SCENARIO =
            Path.of("src/test/resources/drills/calm.drill.yaml").toAbsolutePath().toString();

    /** What a fence that stands exits with. */
    private static final int IN_FORCE = 9;

    @TempDir Path directory;

    private Console console;
    private Path home;

    private Ran postern(String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(List.of("--home", home.toString()));
        return console.run(line.toArray(String[]::new)).withoutTrace();
    }

    /** {@code block-api} on the one cluster that there is, confirmed. */
    private Ran block(String... words) throws Exception {
        List<String> line =
                new ArrayList<>(List.of("block-api", "--cluster", "eu-1", "--confirm", "eu-1"));
        line.addAll(Arrays.asList(words));
        return postern(line.toArray(String[]::new));
    }

    private List<JsonValue> incidents() throws Exception {
        return postern("incident", "list", "-o", "json").json().items("incidents");
    }

    private int runs() throws Exception {
        return postern("runs", "list", "-o", "json").json().items("runs").size();
    }

    @Test
    void whatIsChangedIsChangedWithinAnIncidentThatSaysWhyAndEnds() throws Exception {
        console = new Console(directory);
        home = directory.resolve("D");
        try (ServedDrill drill = new ServedDrill(console, SCENARIO, 7, home)) {
            notConfirmed();
            aReasonOpensOneThatIsOverWithItsRun();
            oneIsOpenedByHand();
            anotherThanTheOpenOneIsRefused();
            theReportTellsBoth();
            whereItCannotBeWrittenTheRunGoesOnUnlessStrict();
            drill.end();
        }
    }

    private void notConfirmed() throws Exception {
        for (List<String> confirm : List.of(List.<String>of(), List.of("--confirm", "us-1"))) {
            List<String> line =
                    new ArrayList<>(
                            List.of(
                                    "delete-workload",
                                    "--workload",
                                    "telemetry/daemonset/agent",
                                    "--cluster",
                                    "eu-1",
                                    "--reason",
                                    "API down"));
            line.addAll(confirm);
            Ran ran = postern(line.toArray(String[]::new));
            assertThat(ran.exit()).as(ran.out()).isEqualTo(3);
            assertThat(ran.err())
                    .contains(
                            confirm.isEmpty()
                                    ? "next: --confirm eu-1"
                                    : "--confirm names us-1: this plan is for eu-1")
                    .contains("left behind: nothing was changed");
        }
        assertThat(incidents()).isEmpty();
        assertThat(runs()).isZero();
    }

    private void aReasonOpensOneThatIsOverWithItsRun() throws Exception {
        Ran ran = block("--reason", "API [down](http://x)");
        assertThat(ran.exit()).as(ran.err()).isEqualTo(IN_FORCE);
        assertThat(ran.err()).contains("WRITE: incident inc-", "over with its run");
        // The fence is in force: so is write mode.
        assertThat(incidents()).hasSize(1);
        assertThat(incidents().getFirst().truth("open")).contains(true);
        String open = postern("incident", "report").out();
        assertThat(open)
                .contains("API \\[down](http://x)")
                .contains("STILL IN FORCE")
                .contains("postern runs undo ");

        assertThat(postern("runs", "undo", "last").exit()).isZero();
        JsonValue over = incidents().getFirst();
        assertThat(over.truth("open")).contains(false);
        assertThat(over.text("closed", "why")).contains("run done");
        assertThat(postern("incident", "report").out())
                .contains("ended: done and verified (exit 0)", "block-api, undone")
                .contains("No line of the journals says so.")
                .doesNotContain("STILL IN FORCE");
    }

    private void oneIsOpenedByHand() throws Exception {
        Ran open = postern("incident", "open", "--reason", "rehearsal", "--id", "OPS-1");
        assertThat(open.exit()).as(open.err()).isZero();
        Ran second = postern("incident", "open", "--reason", "another", "--id", "OPS-2");
        assertThat(second.exit()).isEqualTo(3);
        assertThat(second.err()).contains("incident OPS-1 is open");
        // Neither a reason nor its id is needed within.
        Ran ran = block();
        assertThat(ran.exit()).as(ran.err()).isEqualTo(IN_FORCE);
        assertThat(ran.err()).doesNotContain("WRITE: incident");
        assertThat(postern("runs", "show", "last", "-o", "json").json().text("incident"))
                .contains("OPS-1");
        assertThat(postern("incident", "note", "cp1", "looks", "calm").exit()).isZero();
    }

    private void anotherThanTheOpenOneIsRefused() throws Exception {
        int before = runs();
        Ran other = block("--incident", "OPS-9", "--reason", "API down");
        assertThat(other.exit()).isEqualTo(3);
        assertThat(other.err())
                .contains("is for incident OPS-9")
                .contains("incident OPS-1 is open: rehearsal")
                .contains("nothing was changed");
        assertThat(runs()).isEqualTo(before);
        assertThat(postern("runs", "undo", "last").exit()).isZero();
        Ran close = postern("incident", "close", "--reason", "enough");
        assertThat(close.exit()).as(close.err()).isZero();
        Ran again = block("--incident", "OPS-1", "--reason", "API down");
        assertThat(again.exit()).isEqualTo(3);
        assertThat(again.err()).contains("OPS-1, which is over");
        assertThat(postern("journal", "verify", "OPS-1").exit()).isZero();
    }

    private void theReportTellsBoth() throws Exception {
        String report = postern("incident", "report", "OPS-1").out();
        assertThat(report)
                .contains("# Incident OPS-1", "reason: rehearsal", "by hand", "enough")
                .contains("cp1 looks calm")
                .contains("block-api", "undone")
                .contains("lines hold, the last is ");
        JsonValue json = postern("incident", "report", "OPS-1", "-o", "json").json();
        assertThat(json.items("runs")).hasSize(1);
        assertThat(json.items("timeline"))
                .hasSizeGreaterThan(8)
                .isSortedAccordingTo(
                        (a, b) -> a.text("at").orElse("").compareTo(b.text("at").orElse("")));
    }

    private void whereItCannotBeWrittenTheRunGoesOnUnlessStrict() throws Exception {
        Path kept = home.resolve("incidents");
        Files.move(kept, home.resolve("aside"));
        Files.writeString(kept, "not a directory");
        int before = runs();
        Ran strict = block("--reason", "API down", "--strict");
        assertThat(strict.exit()).as(strict.out() + strict.err()).isEqualTo(11);
        assertThat(runs()).isEqualTo(before);

        Ran ran = block("--reason", "API down");
        assertThat(ran.exit()).as(ran.err()).isEqualTo(IN_FORCE);
        assertThat(ran.err()).contains("NO INCIDENT IN FORCE", "the run's own journal alone");
        Ran undo = postern("runs", "undo", "last");
        assertThat(undo.exit()).as(undo.err()).isZero();
        Files.delete(kept);
        Files.move(home.resolve("aside"), kept);
    }

    @Test
    void whoIsAskedForAReasonMaySayNothingAndNothingIsDone() throws Exception {
        console = new Console(directory);
        Path fleet = directory.resolve("fleet.yaml");
        Files.writeString(
                fleet,
                """
                fleet: test
                clusters:
                  - name: eu-1
                    kubernetes: "1.34"
                    api: {address: 127.0.0.1, port: 1}
                    hosts:
                      - {name: cp1, address: 127.0.0.1, port: 1}
                """);
        try (Pty pty = new Pty(console, directory, 100, Map.of(), "--fleet", fleet.toString())) {
            pty.awaitLast(Pty.PROMPT);
            assertThat(pty.text()).contains("READ>").doesNotContain("WRITE");
            pty.enter("block-api --cluster eu-1");
            pty.awaitLast("reason>");
            assertThat(pty.text()).contains("READ: \"block-api\" changes things");
            pty.enter("");
            pty.await("nobody said why it is done");
            pty.awaitLast(Pty.PROMPT);

            assertThat(pty.answerTo("incident open --reason rehearsal --id OPS-1"))
                    .contains("incident OPS-1: open")
                    .contains("WRITE OPS-1 ");
            assertThat(pty.answerTo("incident close")).contains("READ>");
            pty.type("\u0004");
            assertThat(pty.exit()).isZero();
        }
    }
}
