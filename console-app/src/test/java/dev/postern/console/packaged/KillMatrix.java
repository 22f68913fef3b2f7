package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.packaged.kill.KillAgent;
import dev.postern.console.packaged.kill.KillPoint;
import dev.postern.console.packaged.kill.Order;
import dev.postern.journal.Event;
import dev.postern.journal.JournalVerifier;
import dev.postern.journal.RunDirectory;
import dev.postern.journal.RunState;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One playbook in a small lab, killed at any event of its journal, then taken up again or undone.
 * Each kill has a lab of its own, of the same seed, so that it comes where the undisturbed run was.
 */
final class KillMatrix {
    private static final String SCENARIO =
            Path.of("src/test/resources/drills/small.drill.yaml").toAbsolutePath().toString();
    private static final long SEED = 7;

    private final Path directory;
    private final Console console;
    private final Labs labs;
    private final Playbook playbook;
    private final Path agent;

    /**
     * What happened, and what of the hosts is not as it was before. Keys and certificates are those
     * of one lab, so states of two labs cannot be compared themselves.
     */
    record Undisturbed(List<Event> events, Set<String> changed) {}

    /** A run whose process was killed, and what was there before it. */
    private record Killed(String run, Map<String, String> before) {}

    /** Where its labs are. */
    private interface Labs {
        DrillHome at(Path home) throws Exception;
    }

    /** Each lab is a process, {@code drill serve}. */
    static KillMatrix served(Path directory, Playbook playbook) throws IOException {
        Console console = new Console(directory);
        return new KillMatrix(
                directory,
                playbook,
                console,
                home -> new ServedDrill(console, SCENARIO, SEED, home));
    }

    /** All labs are in this process, which is warm after the first. */
    static KillMatrix warm(Path directory, Playbook playbook) throws IOException {
        return new KillMatrix(
                directory,
                playbook,
                new Console(directory),
                home -> new WarmDrill(SCENARIO, SEED, home));
    }

    /** A playbook with everything that it asks. */
    record Playbook(String name, List<String> set, List<String> answers) {
        static final Playbook BREAK_LOCKOUT =
                new Playbook(
                        "break-lockout",
                        List.of("--set=workload=telemetry/daemonset/agent", "--set=putback=now"),
                        List.of("--answer=source=yes"));
        static final Playbook THREE_TRACKS =
                new Playbook(
                        "three-tracks",
                        List.of("--set=workload=telemetry/daemonset/agent", "--set=groups=workers"),
                        List.of(
                                "--answer=kills=yes",
                                "--answer=consent=yes",
                                "--answer=calm=yes",
                                "--answer=source=yes"));

        /** What is typed to run it in the lab of this home. */
        List<String> words(Path home) {
            List<String> words = new ArrayList<>(List.of("run", name, "--cluster=eu-1"));
            words.addAll(set);
            words.addAll(answers);
            words.addAll(List.of("--confirm=eu-1", "-o", "json", "--home=" + home));
            return words;
        }
    }

    private KillMatrix(Path directory, Playbook playbook, Console console, Labs labs)
            throws IOException {
        this.directory = directory;
        this.playbook = playbook;
        this.console = console;
        this.labs = labs;
        this.agent = directory.resolve("kill-agent.jar");
        KillAgent.jar(agent);
    }

    Undisturbed undisturbed() throws Exception {
        try (DrillHome drill = lab()) {
            Map<String, String> before = HostState.of(drill.home());
            Console.Ran ran = console.ran(console.builder(run(drill)));
            assertThat(ran.withoutTrace().exit()).as(ran.out() + ran.err()).isZero();
            List<Event> events = new JournalTail(drill.home(), newest(drill)).events();
            return new Undisturbed(events, changed(before, HostState.of(drill.home())));
        }
    }

    /**
     * One run, each of whose processes is killed at the next kind of event, until one gets to the
     * end; then another, killed in the middle, whose undo is killed in the same way.
     *
     * @return the kinds at which it was killed: of the run, and of the undo
     */
    List<Set<String>> killedOncePerKind() throws Exception {
        try (DrillHome drill = lab()) {
            Map<String, String> before = HostState.of(drill.home());
            Path order = Files.createTempFile(directory, "order", ".txt");

            Order.atAnyOther(order);
            Set<String> undone = new TreeSet<>();
            KillPoint middle = new KillPoint(KillPoint.Moment.AFTER, "StepEnded relax", 1);
            String undo = killed(drill, middle).run();
            untilItGetsThrough(List.of("runs", "undo", undo, "-o", "json", home(drill)), order);
            undone.addAll(Order.met(order));
            assertThat(state(drill, undo).open()).isEmpty();
            assertThat(HostState.of(drill.home())).isEqualTo(before);
            verified(drill, undo, middle);

            Order.atAnyOther(order);
            Console.Ran ran = ran(run(drill), order);
            assertThat(ran.exit()).isNotZero();
            String run = newest(drill);
            untilItGetsThrough(resume(drill, run), order);
            assertThat(state(drill, run).open()).isEmpty();
            assertThat(state(drill, run).inDoubt()).isEmpty();
            nothingOnceIsDrivenTwice(new JournalTail(drill.home(), run).events());
            assertThat(HostState.of(drill.home())).isEqualTo(before);
            verified(drill, run, middle);
            return List.of(new TreeSet<>(Order.met(order)), undone);
        }
    }

    /** Again and again, until none is killed any more; each kill is at a kind not met before. */
    private void untilItGetsThrough(List<String> words, Path order) throws Exception {
        int met;
        Console.Ran ran;
        do {
            met = Order.met(order).size();
            ran = ran(words, order);
        } while (Order.met(order).size() > met);
        assertThat(ran.exit()).as(Order.met(order) + ran.out() + ran.err()).isZero();
    }

    /** Killed there and resumed: all is as if nothing had been. */
    void resumed(KillPoint point, Undisturbed undisturbed) throws Exception {
        try (DrillHome drill = lab()) {
            Killed killed = killed(drill, point);
            String run = killed.run();
            if (!point.type().equals("RunClosed")) {
                Console.Ran resumed = console.ran(console.builder(resume(drill, run)));
                assertThat(resumed.withoutTrace().exit())
                        .as(point + "\n" + resumed.out() + resumed.err())
                        .isZero();
            }
            assertThat(state(drill, run).open()).as("%s", point).isEmpty();
            assertThat(state(drill, run).inDoubt()).as("%s", point).isEmpty();
            nothingOnceIsDrivenTwice(new JournalTail(drill.home(), run).events());
            assertThat(changed(killed.before(), HostState.of(drill.home())))
                    .as("%s", point)
                    .isEqualTo(undisturbed.changed());
            verified(drill, run, point);
        }
    }

    /** Killed there and undone: the hosts' files and firewalls are as they were. */
    void undone(KillPoint point) throws Exception {
        try (DrillHome drill = lab()) {
            Killed killed = killed(drill, point);
            String run = killed.run();
            Console.Ran undo = console.run("runs", "undo", run, "-o", "json", home(drill));
            assertThat(undo.withoutTrace().exit())
                    .as(point + "\n" + undo.out() + undo.err())
                    .isZero();
            assertThat(state(drill, run).open()).as("%s", point).isEmpty();
            assertThat(HostState.of(drill.home())).as("%s", point).isEqualTo(killed.before());
            verified(drill, run, point);
        }
    }

    private static Set<String> changed(Map<String, String> before, Map<String, String> after) {
        Set<String> changed = new TreeSet<>(before.keySet());
        changed.addAll(after.keySet());
        changed.removeIf(k -> Objects.equals(before.get(k), after.get(k)));
        return changed;
    }

    /** Begins a run whose process is killed there. */
    private Killed killed(DrillHome drill, KillPoint point) throws Exception {
        Map<String, String> before = HostState.of(drill.home());
        Path file = Files.createTempFile(directory, "point", ".txt");
        Order.at(point, file);
        Console.Ran ran = ran(run(drill), file);
        String run = newest(drill);
        List<Event> events = new JournalTail(drill.home(), run).events();
        boolean written = countOf(point, events) == point.nth();
        assertThat(written)
                .as("%s: %s\n%s%s", point, events.getLast(), ran.out(), ran.err())
                .isEqualTo(point.moment() == KillPoint.Moment.AFTER);
        if (written) {
            assertThat(KillPoint.name(events.getLast())).isEqualTo(point.event());
        }
        assertThat(ran.withoutTrace().exit() == 0)
                .as("%s", point)
                .isEqualTo(point.type().equals("RunClosed"));
        return new Killed(run, before);
    }

    /** Runs a console whose run's process follows this order. */
    private Console.Ran ran(List<String> words, Path order) throws Exception {
        ProcessBuilder builder = console.builder(words);
        builder.environment().put("JAVA_TOOL_OPTIONS", "-javaagent:" + agent + "=" + order);
        return console.ran(builder).withoutTrace();
    }

    private static int countOf(KillPoint point, List<Event> events) {
        return (int) events.stream().filter(e -> KillPoint.name(e).equals(point.event())).count();
    }

    private static void nothingOnceIsDrivenTwice(List<Event> events) {
        for (Event e : events) {
            if (e instanceof Event.Intended i && i.once()) {
                assertThat(events)
                        .filteredOn(
                                x -> x instanceof Event.Driven d && d.change().equals(i.change()))
                        .hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    private static void verified(DrillHome drill, String run, KillPoint point) throws Exception {
        assertThat(directory(drill, run).verify().got())
                .as("%s", point)
                .hasValueSatisfying(verdict ->
                        assertThat(verdict).isInstanceOf(JournalVerifier.Verdict.Holds.class));
        drill.everyRunProcessEnds();
    }

    private DrillHome lab() throws Exception {
        return labs.at(Files.createTempDirectory(directory, "D").resolve("home"));
    }

    private List<String> run(DrillHome drill) {
        return playbook.words(drill.home());
    }

    private List<String> resume(DrillHome drill, String run) {
        List<String> words = new ArrayList<>(List.of("runs", "resume", run, "-o", "json"));
        words.addAll(playbook.answers());
        words.add(home(drill));
        return words;
    }

    private static RunDirectory directory(DrillHome drill, String run) {
        return RunDirectory.open(drill.home().resolve("runs"), run).got().orElseThrow();
    }

    private static RunState state(DrillHome drill, String run) {
        return directory(drill, run).state().got().orElseThrow();
    }

    /** The run that began last; ids begin with the time. */
    private static String newest(DrillHome drill) throws IOException {
        try (Stream<Path> runs = Files.list(drill.home().resolve("runs"))) {
            return runs.map(p -> p.getFileName().toString()).max(String::compareTo).orElseThrow();
        }
    }

    private static String home(DrillHome drill) {
        return "--home=" + drill.home();
    }
}
