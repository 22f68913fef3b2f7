package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;
import dev.postern.journal.Event;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * SIGKILL for the process of a run, in the middle of each step of break-lockout, then {@code runs
 * resume} or {@code runs undo}: over real sockets, each process started as people start it.
 *
 * <p>One lab serves all. Its time stands still while no console is there, so nothing is lost
 * between a kill and what follows it.
 */
class KilledInEachStepTest {
    private static final String SCENARIO =
            Path.of("src/test/resources/drills/two.drill.yaml").toAbsolutePath().toString();

    /** Steps of which a kill is of interest only once a change is written down. */
    private static final Set<String> LOOKS = Set.of("diagnose", "await", "gate", "jail-client");

    @TempDir Path directory;

    @Test
    void aKilledRunIsUndoneToTheByteAndAnotherIsResumedInEachStepUntilItIsDone() throws Exception {
        Console console = new Console(directory);
        try (ServedDrill drill = new ServedDrill(console, SCENARIO, 7, directory.resolve("D"))) {
            PlanContract.holds(console, directory, drill.home());
            undo(console, drill);
            new TamperedJournal(console, drill.home(), resume(console, drill))
                    .isFoundByItsFirstBrokenLine();
            JsonValue report = drill.end();
            assertThat(report.text("outcome")).contains("recovered");
            assertThat(report.whole("openChanges")).contains(0L);
            assertThat(report.items("clusters"))
                    .hasSize(2)
                    .allSatisfy(c -> assertThat(c.text("outcome")).contains("recovered"));
        }
    }

    private void undo(Console console, ServedDrill drill) throws Exception {
        Map<String, String> before = HostState.of(drill.home());
        String run = begin(console, drill, intended("relax"));
        assertThat(HostState.of(drill.home())).isNotEqualTo(before);
        JsonValue killed = show(console, drill, run);
        assertThat(killed.text("status")).contains("killed");
        assertThat(killed.items("open")).hasSizeGreaterThan(5);

        Console.Ran undo = console.run("runs", "undo", run, "-o", "json", home(drill));
        assertThat(undo.withoutTrace().exit()).as(undo.out() + undo.err()).isZero();
        assertThat(show(console, drill, run).whole("openChanges")).contains(0L);
        assertThat(HostState.of(drill.home())).isEqualTo(before);
        assertThat(console.run("journal", "verify", run, home(drill)).exit()).isZero();
    }

    private String resume(Console console, ServedDrill drill) throws Exception {
        Set<String> killed = new TreeSet<>();
        String run = begin(console, drill, e -> killable(e, killed));
        killed.add(inProgress(drill, run));
        int exit = -1;
        for (int i = 0; i < 40 && exit != 0; i++) {
            // Somebody is asked at the last gate, and thinks, until it has been killed there too.
            int former = reopened(new JournalTail(drill.home(), run).events());
            Started started =
                    killed.contains("source")
                            ? start(
                                    console,
                                    drill,
                                    List.of("runs", "resume", run, "--answer", "source=yes"),
                                    false)
                            : start(console, drill, List.of("runs", "resume", run), true);
            if (killed(started, drill, run, former, e -> killable(e, killed))) {
                killed.add(inProgress(drill, run));
            } else {
                exit = started.process().exitValue();
                assertThat(exit).as(killed + started.said()).isZero();
            }
        }
        assertThat(exit).as("killed in %s", killed).isZero();

        List<Event> events = new JournalTail(drill.home(), run).events();
        assertThat(killed).containsAll(stepsThatRan(events));
        assertThat(killed).contains("freeze", "fence", "relax", "remove", "settle", "readmit");
        // Every action here may be driven again: it compares what is there with what it wants. What
        // becomes of one that may not is shown by the engine's KilledRunTest.
        assertThat(events)
                .filteredOn(Event.Intended.class::isInstance)
                .isNotEmpty()
                .noneMatch(e -> e instanceof Event.Intended i && i.once());
        JsonValue shown = show(console, drill, run);
        assertThat(shown.whole("openChanges")).contains(0L);
        assertThat(shown.items("inDoubt")).isEmpty();
        assertThat(console.run("journal", "verify", run, home(drill)).exit()).isZero();
        drill.everyRunProcessEnds();
        return run;
    }

    /** Where a step may be killed: a change is written down, or the step changes nothing. */
    private static boolean killable(List<Event> events, Set<String> killed) {
        Optional<Event.StepStarted> step = JournalTail.inProgress(events);
        if (step.isEmpty() || killed.contains(step.get().step())) {
            return false;
        }
        return LOOKS.contains(step.get().work())
                || events.subList(events.lastIndexOf(step.get()), events.size()).stream()
                        .anyMatch(
                                e -> e instanceof Event.Intended || e instanceof Event.UndoStarted);
    }

    private static Predicate<List<Event>> intended(String step) {
        return events ->
                events.stream()
                        .anyMatch(e -> e instanceof Event.Intended i && i.step().equals(step));
    }

    private static List<String> stepsThatRan(List<Event> events) {
        Set<String> ran = new TreeSet<>();
        for (Event e : events) {
            if (e instanceof Event.StepEnded s && !s.status().equals("skipped")) {
                ran.add(s.step());
            }
        }
        return List.copyOf(ran);
    }

    private static String inProgress(ServedDrill drill, String run) throws IOException {
        List<Event> events = new JournalTail(drill.home(), run).events();
        return JournalTail.inProgress(events).map(Event.StepStarted::step).orElse("");
    }

    // ---- processes

    private record Started(Process process, Path out) {
        String said() throws IOException {
            return Files.readString(out);
        }
    }

    private Started start(Console console, ServedDrill drill, List<String> words, boolean person)
            throws IOException {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of("-o", "json", home(drill)));
        Path out = Files.createTempFile(directory, "run", ".txt");
        ProcessBuilder builder =
                console.builder(all).redirectErrorStream(true).redirectOutput(out.toFile());
        if (person) {
            // As the launcher says it of a terminal.
            builder.environment().put("JAVA_TOOL_OPTIONS", "-Dpostern.stdin=terminal");
            builder.redirectInput(ProcessBuilder.Redirect.PIPE);
        }
        return new Started(builder.start(), out);
    }

    /** Begins a run and kills its process when its journal is so. Gives its id. */
    private String begin(Console console, ServedDrill drill, Predicate<List<Event>> when)
            throws Exception {
        List<String> before = runs(drill);
        Started started =
                start(
                        console,
                        drill,
                        List.of(
                                "run",
                                "break-lockout",
                                "--cluster=eu-1",
                                "--cluster=us-1",
                                "--set=workload=telemetry/daemonset/agent",
                                "--set=putback=now",
                                "--confirm=eu-1",
                                "--confirm=us-1"),
                        false);
        Instant end = Instant.now().plus(Duration.ofMinutes(3));
        while (runs(drill).size() == before.size() && Instant.now().isBefore(end)) {
            assertThat(started.process().waitFor(20, TimeUnit.MILLISECONDS))
                    .as(started.said())
                    .isFalse();
        }
        List<String> after = new ArrayList<>(runs(drill));
        after.removeAll(before);
        assertThat(after).hasSize(1);
        assertThat(killed(started, drill, after.getFirst(), -1, when)).as(started.said()).isTrue();
        return after.getFirst();
    }

    /**
     * Whether it was killed when its journal was so; false where the console ended before.
     *
     * @param former how often the run had been taken up again before this process
     */
    private static boolean killed(
            Started console, ServedDrill drill, String run, int former, Predicate<List<Event>> when)
            throws Exception {
        JournalTail journal = new JournalTail(drill.home(), run);
        Instant end = Instant.now().plus(Duration.ofMinutes(5));
        try {
            while (console.process().isAlive() && Instant.now().isBefore(end)) {
                List<Event> events = journal.events();
                boolean ours = reopened(events) > former;
                if (ours && when.test(JournalTail.ofThisProcess(events))) {
                    drill.runProcesses().forEach(ProcessHandle::destroyForcibly);
                    // Who is being asked goes away.
                    console.process().getOutputStream().close();
                    assertThat(console.process().waitFor(60, TimeUnit.SECONDS))
                            .as("the console sees that the run's process is gone")
                            .isTrue();
                    assertThat(console.said()).doesNotContain("Exception", "\tat ");
                    assertThat(console.process().exitValue()).isNotZero();
                    return true;
                }
                console.process().waitFor(1, TimeUnit.MILLISECONDS);
            }
            assertThat(console.process().isAlive()).as(console.said()).isFalse();
            return false;
        } finally {
            console.process().destroyForcibly();
        }
    }

    private static int reopened(List<Event> events) {
        return (int) events.stream().filter(Event.Reopened.class::isInstance).count();
    }

    private static List<String> runs(ServedDrill drill) throws IOException {
        Path runs = drill.home().resolve("runs");
        if (!Files.exists(runs)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(runs)) {
            return all.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }

    private static JsonValue show(Console console, ServedDrill drill, String run) throws Exception {
        return console.run("runs", "show", run, "-o", "json", home(drill)).json();
    }

    private static String home(ServedDrill drill) {
        return "--home=" + drill.home();
    }
}
