package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.wiring.Operator;
import dev.postern.core.value.JsonValue;
import dev.postern.journal.Event;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Two consoles with homes of their own before one lab: started at once, one acts. The one that acts
 * is killed; the other sees who was at work, follows, takes over, and undoes.
 */
class TwoLaptopsTest {
    private static final String SCENARIO =
            Path.of("src/test/resources/drills/small.drill.yaml").toAbsolutePath().toString();

    @TempDir Path directory;
    private Console console;

    /** A console's home before a lab that another home is of; its runs are its own. */
    private Path laptop(ServedDrill drill, String name) throws IOException {
        Path home = Files.createDirectory(directory.resolve(name));
        for (String shared :
                List.of("clock.sock", "fleet.yaml", "keys", "known_hosts", "lab.json")) {
            Files.createSymbolicLink(home.resolve(shared), drill.home().resolve(shared));
        }
        return home;
    }

    private JsonValue ok(Path home, String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(List.of("-o", "json", "--home=" + home));
        Console.Ran ran = console.run(line.toArray(String[]::new));
        assertThat(ran.exit()).as(line + ran.out() + ran.err()).isZero();
        return ran.json();
    }

    private static List<String> runs(Path home) throws IOException {
        if (!Files.isDirectory(home.resolve("runs"))) {
            return List.of();
        }
        try (Stream<Path> runs = Files.list(home.resolve("runs"))) {
            return runs.map(p -> p.getFileName().toString())
                    .filter(n -> !n.startsWith("."))
                    .toList();
        }
    }

    private static List<Event> events(Path home) throws IOException {
        List<String> runs = runs(home);
        return runs.isEmpty() ? List.of() : new JournalTail(home, runs.getFirst()).events();
    }

    @Test
    void oneActsAndTheOtherSeesTakesOverAndUndoes() throws Exception {
        console = new Console(directory);
        try (ServedDrill drill = new ServedDrill(console, SCENARIO, 7, directory.resolve("D"))) {
            Map<String, String> before = HostState.of(drill.home());
            Path first = laptop(drill, "A");
            Path second = laptop(drill, "B");
            Process one = started(first);
            Process two = started(second);

            Path acts = acting(first, second);
            Path waits = acts.equals(first) ? second : first;
            Process refused = acts.equals(first) ? two : one;
            Process killed = acts.equals(first) ? one : two;
            assertThat(refused.waitFor()).isEqualTo(3);
            assertThat(events(waits))
                    .noneMatch(Event.Intended.class::isInstance)
                    .anyMatch(e ->
                            e instanceof Event.Refused r
                                    && r.troubles()
                                            .getFirst()
                                            .sentence()
                                            .contains(Operator.here() + " is at work there"));

            String run = runs(acts).getFirst();
            killWhenFenced(acts, run);
            assertThat(killed.waitFor()).isNotZero();

            JsonValue follows = ok(waits, "runs", "follow", "eu-1/cp1");
            assertThat(follows.text("run")).contains(run);
            assertThat(follows.items("events"))
                    .anyMatch(e -> e.text("change").equals(Optional.of("fence@eu-1/cp1")));

            ok(
                    waits,
                    "runs",
                    "take-over",
                    "eu-1/cp1",
                    "--run",
                    run,
                    "--seize",
                    "--confirm",
                    Operator.here());
            ok(waits, "runs", "undo", run);

            assertThat(HostState.of(drill.home())).isEqualTo(before);
            assertThat(ok(waits, "runs", "show", run).whole("openChanges")).contains(0L);
            ok(waits, "journal", "verify", run);
        }
    }

    private Process started(Path home) throws IOException {
        return console.builder(KillMatrix.Playbook.BREAK_LOCKOUT.words(home))
                .redirectOutput(directory.resolve(home.getFileName() + ".out").toFile())
                .redirectError(directory.resolve(home.getFileName() + ".err").toFile())
                .start();
    }

    /** The home whose run has changed something. */
    private static Path acting(Path first, Path second) throws Exception {
        while (true) {
            for (Path home : List.of(first, second)) {
                if (events(home).stream().anyMatch(Event.Intended.class::isInstance)) {
                    return home;
                }
            }
            Thread.sleep(20);
        }
    }

    private static void killWhenFenced(Path home, String run) throws Exception {
        while (events(home).stream()
                .noneMatch(e ->
                        e instanceof Event.StepEnded s
                                && s.step().equals("fence")
                                && s.status().equals("settled"))) {
            Thread.sleep(20);
        }
        ProcessHandle.allProcesses()
                .filter(p ->
                        p.info()
                                .commandLine()
                                .filter(c -> c.contains("run-process " + home.resolve("runs")))
                                .isPresent())
                .forEach(ProcessHandle::destroyForcibly);
        assertThat(run).isNotEmpty();
    }
}
