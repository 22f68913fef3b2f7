package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;
import dev.postern.journal.Event;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C within a run, on a terminal: twice, then once; then the terminal goes away and the run is
 * sent signals; then a run that goes on by itself. One lab serves all; it is slow enough for a
 * person to press keys while an API server restarts.
 */
class InterruptedRunTest {
    private static final String SCENARIO =
            Path.of("src/test/resources/drills/two.drill.yaml").toAbsolutePath().toString();
    private static final String CTRL_C = "\u0003";

    @TempDir Path directory;
    private Path playbook;
    private Console console;

    @BeforeEach
    void aPlaybook() throws Exception {
        console = new Console(directory);
        playbook = directory.resolve("raise.yaml");
        Files.writeString(
                playbook,
                """
                playbook: raise-and-back
                title: Each API server restarts twice
                steps:
                  - {id: raise, raise-apiserver: {probes: relaxed, fresh-backoff: true}, waves: [1]}
                  - {id: back, undo: [raise], waves: [1]}
                """);
    }

    private Pty postern(ServedDrill drill, String name, String... words) throws Exception {
        List<String> line = new java.util.ArrayList<>(List.of(words));
        line.addAll(List.of("--home", drill.home().toString()));
        Path own = Files.createDirectory(directory.resolve(name));
        return new Pty(console, own, 80, Map.of(), line.toArray(String[]::new));
    }

    @Test
    void whatIsBegunIsFinishedOrInDoubtAndTheScreenNamesTheCommandThatGoesOn() throws Exception {
        // A server is back after 8 virtual seconds, and the second Ctrl-C has to come before.
        try (ServedDrill drill =
                new ServedDrill(console, SCENARIO, 7, directory.resolve("D"), "2")) {
            String run = twice(drill);
            once(drill, run);
            signalled(drill, run);
            detached(drill, run);
        }
    }

    private String twice(ServedDrill drill) throws Exception {
        try (Pty pty =
                postern(
                        drill,
                        "twice",
                        "run",
                        playbook.toString(),
                        "--cluster",
                        "us-1",
                        "--confirm",
                        "us-1")) {
            pty.await("us-1/cp1: raise-apiserver begins");
            pty.type(CTRL_C);
            pty.await("stopping: what is in flight is finished");
            pty.type(CTRL_C);
            assertThat(pty.exit()).as(pty.text()).isEqualTo(10);

            String run = onlyRun(drill);
            assertThat(pty.text())
                    .contains("cutting what is in flight")
                    .contains("in doubt: raise on us-1/cp1")
                    .contains("postern runs resume " + run);
            JsonValue shown = show(drill, run);
            assertThat(shown.items("inDoubt")).containsExactly(JsonValue.of("raise@us-1/cp1"));
            assertThat(begunAfterTheStop(drill, run)).isEmpty();
            leftAsItWas(pty);
            return run;
        }
    }

    private void once(ServedDrill drill, String run) throws Exception {
        try (Pty pty = postern(drill, "once", "runs", "resume", run)) {
            pty.await("us-1/cp2: raise-apiserver begins");
            pty.type(CTRL_C);
            assertThat(pty.exit()).as(pty.text()).isEqualTo(7);

            assertThat(pty.text())
                    .contains("stopping: what is in flight is finished, nothing new begins")
                    .contains("raise@us-1/cp2 settled")
                    .contains("to go on where it ended:")
                    .contains("postern runs resume " + run);
            assertThat(begunAfterTheStop(drill, run)).isEmpty();
            JsonValue shown = show(drill, run);
            assertThat(shown.items("inDoubt")).isEmpty();
            assertThat(shown.items("open"))
                    .containsExactlyInAnyOrder(
                            JsonValue.of("raise@us-1/cp1"), JsonValue.of("raise@us-1/cp2"));
            leftAsItWas(pty);
        }
    }

    /** A run outlives its terminal; SIGHUP says nothing to it, and SIGTERM is a Ctrl-C. */
    private void signalled(ServedDrill drill, String run) throws Exception {
        try (Pty pty = postern(drill, "signalled", "runs", "resume", run)) {
            pty.await("us-1/cp3: raise-apiserver begins");
            ProcessHandle process = drill.runProcesses().findFirst().orElseThrow();
            pty.hangUp();
            ServedDrill.signal(process.pid(), "HUP");
            ServedDrill.signal(process.pid(), "TERM");
            assertThat(process.onExit().completeOnTimeout(null, 100, TimeUnit.SECONDS).get())
                    .as("the run has finished what was in flight")
                    .isNotNull();
        }
        List<Event> events = JournalTail.ofThisProcess(new JournalTail(drill.home(), run).events());
        assertThat(events)
                .filteredOn(Event.StopAsked.class::isInstance)
                .containsExactly(new Event.StopAsked(1, "SIGTERM"));
        assertThat(begunAfterTheStop(drill, run)).isEmpty();
        JsonValue shown = show(drill, run);
        assertThat(shown.items("inDoubt")).isEmpty();
        assertThat(shown.items("open")).contains(JsonValue.of("raise@us-1/cp3")).hasSize(3);
    }

    private void detached(ServedDrill drill, String run) throws Exception {
        try (Pty pty = postern(drill, "detached")) {
            pty.awaitLast(Pty.PROMPT);
            pty.enter("runs resume last --detach");
            pty.await("run " + run + " goes on without this console");
            pty.awaitLast("postern DRILL WRITE inc-[^ ]+ [^ ]+>");

            pty.enter("runs watch last");
            pty.await("raise@us-1/cp3 undone");
            pty.await("run closed: done and verified");
            pty.awaitLast("postern DRILL READ>");
            // What it says now is of the run that is over: nothing of it goes on.
            assertThat(pty.text()).doesNotContain("now: back");
            pty.enter("exit");
            assertThat(pty.exit()).isZero();
            leftAsItWas(pty);
        }
        assertThat(show(drill, run).items("open")).isEmpty();
        assertThat(console.run("journal", "verify", run, "--home", drill.home().toString()).exit())
                .isZero();
    }

    private static void leftAsItWas(Pty pty) throws Exception {
        pty.assertLineIsAsBefore();
        pty.assertFits();
    }

    private static String onlyRun(ServedDrill drill) throws Exception {
        try (var runs = Files.list(drill.home().resolve("runs"))) {
            List<Path> all = runs.toList();
            assertThat(all).hasSize(1);
            return all.getFirst().getFileName().toString();
        }
    }

    private static List<Event> begunAfterTheStop(ServedDrill drill, String run) throws Exception {
        List<Event> events = JournalTail.ofThisProcess(new JournalTail(drill.home(), run).events());
        Event stop =
                events.stream().filter(Event.StopAsked.class::isInstance).findFirst().orElseThrow();
        return events.subList(events.indexOf(stop), events.size()).stream()
                .filter(e ->
                        e instanceof Event.Intended
                                || e instanceof Event.UndoStarted
                                || e instanceof Event.WaveStarted
                                || e instanceof Event.StepStarted)
                .toList();
    }

    private JsonValue show(ServedDrill drill, String run) throws Exception {
        return console.run("runs", "show", run, "-o", "json", "--home", drill.home().toString())
                .json();
    }
}
